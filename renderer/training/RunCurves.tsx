import { useMemo } from 'react';
import { CurveChart } from '../charts/CurveChart.tsx';
import type { RunId } from '../../shared/ids.ts';
import { useT } from '../ui/i18n.ts';
import { storedCurve } from './stored-curve.ts';
import { batchSource, epochSource, figureNames, hasValidation } from './curve-sources.ts';
import { figureLabel } from './figure-label.ts';
import type { RunMetrics } from './run-metrics.ts';
import classes from './training.module.css';

/** The curves of a run: the loss of every batch, and every figure by epoch with its validation beside it. */
export function RunCurves({ metrics }: { metrics: RunMetrics }) {
  const names = figureNames(metrics);
  const validation = hasValidation(metrics);
  if (names.length === 0) return <CurvePlaceholder />;
  return (
    <div className={classes.curves}>
      <BatchCurve metrics={metrics} figure="loss" />
      {metrics.epochs.length > 0 &&
        names.map((name) => (
          <EpochCurve key={name} metrics={metrics} figure={name} validation={validation && name !== 'learning_rate'} />
        ))}
    </div>
  );
}

function BatchCurve({ metrics, figure }: { metrics: RunMetrics; figure: string }) {
  const t = useT();
  const source = useMemo(
    () => batchSource(metrics, figure, storedCurve(metrics.runId as RunId, figure)),
    [metrics, figure],
  );
  const title = t('train.curve.batch', { figure: figureLabel(figure, t) });
  return (
    <figure className={classes.curve}>
      <figcaption>{title}</figcaption>
      <CurveChart
        name={title}
        curves={[{ label: figureLabel(figure, t), colour: 'quiet' }]}
        source={source}
        xLabel={t('train.step')}
        height={250}
      />
    </figure>
  );
}

function EpochCurve({ metrics, figure, validation }: { metrics: RunMetrics; figure: string; validation: boolean }) {
  const t = useT();
  const source = useMemo(
    () => epochSource(metrics, validation ? [figure, `val_${figure}`] : [figure]),
    [metrics, figure, validation],
  );
  const title = t('train.curve.epoch', { figure: figureLabel(figure, t) });
  const curves = [
    { label: t('train.part.training'), colour: 'accent', points: true } as const,
    ...(validation ? [{ label: t('train.part.validation'), colour: 'second', points: true } as const] : []),
  ];
  return (
    <figure className={classes.curve}>
      <figcaption>{title}</figcaption>
      <CurveChart name={title} curves={curves} source={source} xLabel={t('train.epoch')} height={250} />
    </figure>
  );
}

function CurvePlaceholder() {
  const t = useT();
  return <p className={classes.quiet}>{t('train.curve.waiting')}</p>;
}
