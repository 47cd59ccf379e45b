import type { ActionIconProps } from '@mantine/core';
import { IconButton } from '../ui/IconButton.tsx';
import type { IconName } from '../ui/icons.tsx';
import { useCommand } from './useCommand.ts';

/** A command as an icon, with its name and its keys. */
export function CommandButton({ id, icon, ...rest }: ActionIconProps & { id: string; icon: IconName }) {
  const { label, shortcut, enabled, run } = useCommand(id);
  return <IconButton icon={icon} label={label} shortcut={shortcut} disabled={!enabled} onClick={run} {...rest} />;
}
