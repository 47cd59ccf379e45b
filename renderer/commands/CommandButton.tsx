import type { ActionIconProps } from '@mantine/core';
import { IconButton } from '../ui/IconButton.tsx';
import type { IconName } from '../ui/icons.tsx';
import { useCommand } from './useCommand.ts';

/** A command as an icon, with its name and its keys; one that switches something says whether it is on. */
export function CommandButton({
  id,
  pressed,
  ...rest
}: ActionIconProps & { id: string; icon: IconName; pressed?: boolean }) {
  const { label, shortcut, enabled, run } = useCommand(id);
  const state = pressed === undefined ? {} : ({ pressed, variant: pressed ? 'light' : 'subtle' } as const);
  return <IconButton label={label} shortcut={shortcut} disabled={!enabled} onClick={run} {...state} {...rest} />;
}
