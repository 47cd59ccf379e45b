import { Text } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData, useSpotlight } from '@mantine/spotlight';
import { type Command, commandGroups } from '../commands/command.ts';
import { commands, runCommand, shortcutOf } from '../commands/commands.ts';
import { useStudio } from '../state/store.ts';
import { paletteStore } from '../ui/command-palette-store.ts';
import { tNow, useT } from '../ui/i18n.ts';

/** Everything that can be done now, found by typing (Ctrl+K). */
export function CommandPalette() {
  const t = useT();
  // While it is closed it must not render with every change of the store.
  const { opened } = useSpotlight(paletteStore);
  const state = useStudio((studio) => (opened ? studio : null)) ?? useStudio.getState();
  const actionOf = (command: Command) => ({
    id: command.id,
    label: command.label({ state, t: tNow }),
    onClick: () => runCommand(command),
    rightSection: shortcutOf(command.id) && (
      <Text size="xs" c="dimmed">
        {shortcutOf(command.id)}
      </Text>
    ),
  });
  const groups: SpotlightActionGroupData[] = commandGroups.map((group) => ({
    group: t(`commandGroup.${group}`),
    actions: commands
      .filter((command) => command.group === group && command.id !== 'openPalette' && command.enabled(state))
      .map(actionOf),
  }));
  return (
    <Spotlight
      store={paletteStore}
      attributes={{ content: { 'aria-label': t('app.searchCommands') } }}
      shortcut={null}
      actions={groups.filter((group) => group.actions.length > 0)}
      nothingFound={t('app.nothingFound')}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ placeholder: t('app.searchCommands'), 'aria-label': t('app.searchCommands') }}
    />
  );
}
