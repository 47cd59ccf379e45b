import { ActionIcon, Button, Checkbox, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { fromFigure } from '../../shared/contract/figures.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { figureLabel } from './figure-label.ts';
import { runWords } from './run-words.ts';
import { removeRun } from './run-actions.ts';
import { compareRuns } from './compare-runs.ts';
import { isAlive } from './run-metrics.ts';
import { useRunStore } from './run-store.ts';
import classes from './training.module.css';

/** Every run of the project, newest first; a click shows it. */
export function RunList({ runs, shown }: { runs: readonly RunSummary[]; shown: RunSummary | null }) {
  const t = useT();
  const choose = useRunStore((state) => state.choose);
  const [compared, setCompared] = useState<readonly RunSummary['id'][]>([]);
  if (runs.length === 0) return null;
  const pair = runs.filter(({ id }) => compared.includes(id));
  // The two chosen last: a third takes the place of the first.
  const toggle = (id: RunSummary['id']): void =>
    setCompared((ids) => (ids.includes(id) ? ids.filter((known) => known !== id) : [...ids, id].slice(-2)));
  return (
    <section aria-label={t('train.runs')}>
      <Text fw={600} mb={4}>
        {t('train.runs')}
      </Text>
      {pair.length === 1 && (
        <Text size="sm" c="dimmed" role="status">
          {t('compare.chooseTwo')}
        </Text>
      )}
      {pair.length === 2 && (
        <Button size="compact-sm" variant="default" mb={6} onClick={() => void compareRuns(pair)}>
          {t('compare.runs')}
        </Button>
      )}
      <ul className={classes.runs}>
        {runs.map((run) => (
          <li key={run.id}>
            {runs.length > 1 && (
              <Checkbox
                size="xs"
                mr={6}
                aria-label={t('compare.chooseRun', { number: run.number })}
                checked={compared.includes(run.id)}
                onChange={() => toggle(run.id)}
              />
            )}
            <button
              type="button"
              className={classes.runButton}
              aria-current={run.id === shown?.id}
              onClick={() => choose(run.id)}
            >
              <strong>{t('train.run', { number: run.number })}</strong>
              <span>{runWords(run, t)}</span>
              {run.best && (
                <span>{`${figureLabel(run.best.monitor, t)} ${figureText(fromFigure(run.best.value))}`}</span>
              )}
              {!run.best && run.last?.['loss'] !== undefined && (
                <span>{`${figureLabel('loss', t)} ${figureText(fromFigure(run.last['loss']))}`}</span>
              )}
            </button>
            {!isAlive(run.status) && (
              <Tooltip label={t('train.removeRun', { number: run.number })}>
                <ActionIcon
                  aria-label={t('train.removeRun', { number: run.number })}
                  onClick={() => void removeRun(run)}
                >
                  <Icon name="trash" size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
