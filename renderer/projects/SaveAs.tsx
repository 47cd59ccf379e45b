import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { maxNameLength } from '../../shared/project-doc.ts';
import { saveCopy } from '../state/project-session.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { showProjectDialog } from './project-dialogs.ts';

/** A copy of what is on the screen under another name, which is then the open project. */
export function SaveAs() {
  const t = useT();
  const doc = useDoc();
  const [name, setName] = useState(t('projects.saveAs.copyOf', { name: doc.name }).slice(0, maxNameLength));
  const save = async (): Promise<void> => {
    if (await saveCopy(doc, name.trim() || doc.name)) showProjectDialog(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label={t('app.projectName')}
          value={name}
          maxLength={maxNameLength}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          {t('projects.saveAs.text')}
        </Text>
        <Group justify="flex-end">
          <Button type="submit">{t('projects.saveAs.button')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
