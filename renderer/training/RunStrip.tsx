import { Button, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { durationText, figureText } from '../charts/format.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { controlRun } from './run-actions.ts';
import { LossLine } from './LossLine.tsx';
import { useLiveRun, useRunMetrics } from './useRuns.ts';
import classes from './training.module.css';

/** The running training in one line, in every place: curve, epoch, loss, time left, stop. Nothing without one. */
export function RunStrip() {
  const run = useLiveRun();
  return run ? <LiveStrip run={run} /> : null;
}

function LiveStrip({ run }: { run: RunSummary }) {
  const t = useT();
  const metrics = useRunMetrics(run, 500);
  const goTo = useStudio((state) => state.goTo);
  const loss = metrics?.batches.get('loss');
  const left = metrics?.progress?.secondsLeft;
  const epoch = metrics?.progress?.epoch ?? run.epoch;
  const facts = useMemo(() => t('train.epochOf', { epoch, epochs: run.epochs }), [t, epoch, run.epochs]);
  return (
    <section className={classes.strip} aria-label={t('train.strip')}>
      <Text size="sm" fw={600}>
        {t('train.run', { number: run.number })}
      </Text>
      <LossLine curve={loss} />
      <Text size="sm">{run.status === 'preparing' ? t('train.preparing') : facts}</Text>
      {loss && <Text size="sm">{t('train.lossNow', { loss: figureText(loss.at(loss.length)) })}</Text>}
      {left !== null && left !== undefined && (
        <Text size="sm" c="dimmed">
          {t('train.timeLeft', { time: durationText(left) })}
        </Text>
      )}
      <span className={classes.grow} />
      <Button size="compact-xs" variant="subtle" onClick={() => goTo('train')}>
        {t('train.look')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => void controlRun(run, 'stop')}>
        {t('train.stop')}
      </Button>
    </section>
  );
}
