import { Menu, Text } from '@mantine/core';
import { useCommand } from '../commands/useCommand.ts';

/** A command as a menu entry. */
export function CommandMenuItem({ id }: { id: string }) {
  const { label, shortcut, enabled, run } = useCommand(id);
  return (
    <Menu.Item
      disabled={!enabled}
      onClick={run}
      rightSection={
        shortcut && (
          <Text size="xs" c="dimmed">
            {shortcut}
          </Text>
        )
      }
    >
      {label}
    </Menu.Item>
  );
}
