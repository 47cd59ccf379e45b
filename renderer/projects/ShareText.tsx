import { Button, Checkbox, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { shareText, shareTextLimit } from '../../shared/project-file/share-text.ts';
import { commandOf, runCommand } from '../commands/commands.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { useDoc } from '../state/store.ts';
import { tell } from '../ui/notify.ts';

/** Small tables and texts inside a project are most of its length; a file on this computer is only named. */
const withoutData = (doc: ProjectDoc): ProjectDoc => ({ ...doc, data: { ...doc.data, source: null } });

/** The project as a text to send, its length beside what fits into a message. */
export function ShareText() {
  const t = useT();
  const doc = useDoc();
  const [leaveDataOut, setLeaveDataOut] = useState(false);
  const text = useMemo(() => shareText(leaveDataOut ? withoutData(doc) : doc), [doc, leaveDataOut]);
  const isTooLong = text.length > shareTextLimit;
  const numbers = new Intl.NumberFormat(currentLanguage());
  const size = { count: numbers.format(text.length), limit: numbers.format(shareTextLimit) };
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    tell(t('projects.share.copied'));
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{t('projects.share.text')}</Text>
      {doc.data.source?.kind === 'inline' && (
        <Checkbox
          label={t('projects.share.leaveDataOut')}
          checked={leaveDataOut}
          onChange={(event) => setLeaveDataOut(event.currentTarget.checked)}
        />
      )}
      <Text size="sm" role="status" c={isTooLong ? 'var(--status-error)' : 'dimmed'}>
        {t(isTooLong ? 'projects.share.tooLong' : 'projects.share.size', size)}
      </Text>
      {!isTooLong && (
        <Textarea
          aria-label={t('projects.share.title')}
          value={text}
          readOnly
          rows={6}
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => runCommand(commandOf('downloadProject'))}>
          {t('command.downloadProject')}
        </Button>
        <Button
          data-autofocus
          disabled={isTooLong}
          onClick={() => void copy().catch(() => tell(t('projects.share.byHand')))}
        >
          {t('projects.share.copy')}
        </Button>
      </Group>
    </Stack>
  );
}
