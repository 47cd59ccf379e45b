import { Alert, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { type DragEvent, type ReactNode, useState } from 'react';
import { bytesText } from '../charts/format.ts';
import { chooseFile, droppedFile } from '../host/files.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './data.module.css';
import type { ImportState } from './useImport.ts';

export const dataFileTypes = '.csv,.tsv,.txt';

/** Takes a file by drop or dialog. */
export function FileDrop({ onFile, children }: { onFile: (file: File) => void; children?: ReactNode }) {
  const t = useT();
  const [over, setOver] = useState(false);
  const choose = async (): Promise<void> => {
    const file = await chooseFile(dataFileTypes);
    if (file) onFile(file);
  };
  const hover = (event: DragEvent): void => {
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  return (
    <div
      className={classes.drop}
      data-over={over}
      onDragOver={hover}
      onDragLeave={hover}
      onDrop={(event) => {
        hover(event);
        const file = droppedFile(event.nativeEvent);
        if (file) onFile(file);
      }}
    >
      <Icon name="data" size={28} />
      <Text fw={600}>{t('data.drop.title')}</Text>
      <Text size="sm" c="dimmed" maw={520}>
        {t('data.drop.text')}
      </Text>
      <Button onClick={() => void choose()}>{t('data.chooseFile')}</Button>
      {children}
    </div>
  );
}

/** Progress of the import in words and numbers, or what was wrong with the file. */
export function ImportStatus({ state, onDismiss }: { state: ImportState; onDismiss: () => void }) {
  const t = useT();
  if (state.kind === 'running') {
    const { progress, name } = state;
    const share = progress && progress.total > 0 ? (100 * progress.done) / progress.total : 0;
    return (
      <div className={classes.importing} role="status">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">
            {t(`data.importing.${progress?.stage ?? 'receiving'}`, { name })}
            {progress &&
              progress.total > 0 &&
              ` · ${Math.floor(share)} % · ${bytesText(progress.done)} / ${bytesText(progress.total)}`}
          </Text>
          <Button size="compact-xs" variant="default" onClick={state.cancel}>
            {t('data.cancelImport')}
          </Button>
        </Group>
        <Progress value={share} size="sm" mt={6} aria-label={t('data.importProgress')} />
      </div>
    );
  }
  if (state.kind === 'none') return null;
  return (
    <Alert
      color="red"
      variant="light"
      title={t('data.importFailed', { name: state.name })}
      withCloseButton
      closeButtonLabel={t('data.dismiss')}
      onClose={onDismiss}
    >
      <Stack gap={4}>
        <List size="sm" listStyleType="none">
          {state.problems.slice(0, 20).map((problem, index) => (
            <List.Item key={index}>
              <ProblemLine problem={problem} />
            </List.Item>
          ))}
        </List>
        {state.problems.length > 20 && (
          <Text size="xs">{t('data.moreProblems', { count: state.problems.length - 20 })}</Text>
        )}
      </Stack>
    </Alert>
  );
}
