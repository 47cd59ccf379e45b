import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Command, commandGroups } from '../commands/command.ts';
import { commandContext, commands } from '../commands/commands.ts';
import { resetAllKeys, useChosenKeys } from '../commands/key-bindings.ts';
import { storeKeys } from '../state/app-settings.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { ShortcutRow } from './ShortcutRow.tsx';
import classes from './shortcuts.module.css';

/** Every command there is with its keys, from the same list that makes them work; here they are changed too. */
export function ShortcutSheet() {
  const t = useT();
  const opened = useStudio((state) => state.shortcutsOpen);
  const setOpen = useStudio((state) => state.setShortcutsOpen);
  return (
    <Modal
      opened={opened}
      onClose={() => setOpen(false)}
      title={t('app.shortcuts')}
      size="min(860px, 100vw)"
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Sheet />
    </Modal>
  );
}

function Sheet() {
  const t = useT();
  const [query, setQuery] = useState('');
  const [changing, setChanging] = useState<string | null>(null);
  const chosen = useChosenKeys((state) => state.chosen);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (command: Command): boolean => {
    const label = command.label(commandContext()).toLowerCase();
    return words.every((word) => label.includes(word));
  };
  const found = commands.filter(matches);
  return (
    <>
      <Group gap="sm" mb="md" wrap="wrap">
        <TextInput
          data-autofocus
          className={classes.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          placeholder={t('app.searchCommands')}
          aria-label={t('app.searchCommands')}
          leftSection={<Icon name="search" size={14} />}
        />
        <Button
          variant="default"
          disabled={Object.keys(chosen).length === 0}
          onClick={() => {
            resetAllKeys();
            void storeKeys();
          }}
        >
          {t('keys.resetAll')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {t('keys.help')}
      </Text>
      <div className={classes.groups}>
        {commandGroups.map((group) => {
          const members = found.filter((command) => command.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group} className={classes.group} aria-labelledby={`keys-${group}`}>
              <h3 id={`keys-${group}`}>{t(`commandGroup.${group}`)}</h3>
              <ul>
                {members.map((command) => (
                  <ShortcutRow
                    key={command.id}
                    command={command}
                    changing={changing === command.id}
                    onChanging={(active) => setChanging(active ? command.id : null)}
                  />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {found.length === 0 && <Text c="dimmed">{t('app.nothingFound')}</Text>}
    </>
  );
}
