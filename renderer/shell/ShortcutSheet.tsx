import { Kbd, Modal, SimpleGrid, Stack, Table, Title } from '@mantine/core';
import { commandGroups } from '../commands/command.ts';
import { commandContext, commands } from '../commands/commands.ts';
import { showKeys } from '../commands/keys.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';

/** Every shortcut there is, from the same list that makes them work. */
export function ShortcutSheet() {
  const t = useT();
  const opened = useStudio((state) => state.shortcutsOpen);
  const setOpen = useStudio((state) => state.setShortcutsOpen);
  return (
    <Modal
      opened={opened}
      onClose={() => setOpen(false)}
      title={t('app.shortcuts')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <SimpleGrid cols={2} spacing="xl">
        {commandGroups.map((group) => (
          <ShortcutGroup key={group} group={group} />
        ))}
      </SimpleGrid>
    </Modal>
  );
}

function ShortcutGroup({ group }: { group: (typeof commandGroups)[number] }) {
  const t = useT();
  const shown = commands.filter((command) => command.group === group && command.keys);
  if (shown.length === 0) return null;
  return (
    <Stack gap={4}>
      <Title order={3}>{t(`commandGroup.${group}`)}</Title>
      <Table verticalSpacing={4} horizontalSpacing={4}>
        <Table.Tbody>
          {shown.map((command) => (
            <Table.Tr key={command.id}>
              <Table.Td>{command.label(commandContext())}</Table.Td>
              <Table.Td ta="right">
                {command.keys?.map((keys) => (
                  <Kbd key={keys} ml={4}>
                    {showKeys(keys)}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
