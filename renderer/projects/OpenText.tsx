import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { isShareText } from '../../shared/project-file/share-text.ts';
import { closeProject, uploadProject } from '../state/project-session.ts';
import { useT } from '../ui/i18n.ts';
import { showProjectDialog } from './project-dialogs.ts';

/** A text that somebody has sent is pasted and becomes a project of its own. */
export function OpenText() {
  const t = useT();
  const [text, setText] = useState('');
  const isOurs = isShareText(text);
  const open = async (): Promise<void> => {
    await closeProject();
    if (await uploadProject(new Blob([text]))) showProjectDialog(null);
  };
  return (
    <Stack gap="sm">
      <Textarea
        data-autofocus
        label={t('projects.openText.label')}
        description={t('projects.openText.text')}
        error={text.trim() !== '' && !isOurs ? t('projects.openText.other') : undefined}
        value={text}
        rows={6}
        onChange={(event) => setText(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {t('projects.openText.note')}
        </Text>
        <Button disabled={!isOurs} onClick={() => void open()}>
          {t('projects.openText.button')}
        </Button>
      </Group>
    </Stack>
  );
}
