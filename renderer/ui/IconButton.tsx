import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import { Icon, type IconName } from './icons.tsx';

interface IconButtonProps extends ActionIconProps {
  icon: IconName;
  /** Its name for everyone: spoken, and shown as a tooltip with the shortcut. */
  label: string;
  shortcut?: string | undefined;
  pressed?: boolean;
  onClick: () => void;
}

export function IconButton({ icon, label, shortcut, pressed, onClick, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={shortcut ? `${label} (${shortcut})` : label}>
      <ActionIcon aria-label={label} aria-pressed={pressed} onClick={onClick} {...rest}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
