import { Button, Group, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { CurveChart } from '../charts/CurveChart.tsx';
import { figureText } from '../charts/format.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import {
  type ComparedOutputs,
  comparedOutputs,
  compareTrials,
  figureOf,
  type Trial,
  trialsOf,
} from './compare-outputs.ts';
import { epochSource } from './curve-sources.ts';
import { figureLabel } from './figure-label.ts';
import { repeatWithSeeds, stopRepeating, useRepeats } from './repeat-runs.ts';
import type { RunMetrics } from './run-metrics.ts';
import classes from './training.module.css';

const repeats = 5;

interface OutputComparisonProps {
  run: RunSummary;
  runs: readonly RunSummary[];
  metrics: RunMetrics;
  /** A run trains now. */
  busy: boolean;
}

/** Two outputs that learn the same target: both curves on one chart, and a verdict over all runs of this drawing. */
export function OutputComparison({ run, runs, metrics, busy }: OutputComparisonProps) {
  const t = useT();
  // A run that has just begun has the outputs of those before it.
  const before = runs.find(({ documentHash, last }) => documentHash === run.documentHash && last !== null)?.last;
  const names = Object.keys(metrics.epochs.at(-1)?.figures ?? before ?? {});
  const compared = comparedOutputs(names);
  const writable = useStudio((state) => state.writable);
  const left = useRepeats((state) => state.left);
  if (!compared) return null;
  const trials = trialsOf(compared, run, runs);
  return (
    <section aria-label={t('compare.title')} className={classes.card}>
      <Text fw={600} mb={4}>
        {t('compare.title')}
      </Text>
      <BothCurves compared={compared} metrics={metrics} />
      <Verdict compared={compared} trials={trials} />
      <Group gap="xs" mt={8}>
        {left > 0 ? (
          <>
            <Text size="sm" role="status">
              {t('compare.left', { count: left })}
            </Text>
            <Button size="compact-sm" variant="default" onClick={stopRepeating}>
              {t('compare.stop')}
            </Button>
          </>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            disabled={!writable || busy}
            onClick={() => void repeatWithSeeds(repeats)}
          >
            {t('compare.repeat', { count: repeats })}
          </Button>
        )}
      </Group>
    </section>
  );
}

function BothCurves({ compared, metrics }: { compared: ComparedOutputs; metrics: RunMetrics }) {
  const t = useT();
  const [first, second] = compared.outputs;
  const [firstFigure, secondFigure] = [figureOf(compared, first), figureOf(compared, second)];
  const source = useMemo(() => epochSource(metrics, [firstFigure, secondFigure]), [metrics, firstFigure, secondFigure]);
  const title = t('train.curve.epoch', { figure: figureLabel(`${compared.part}${compared.figure}`, t) });
  return (
    <figure className={classes.curve}>
      <figcaption>{title}</figcaption>
      <CurveChart
        name={title}
        curves={[
          { label: first, colour: 'accent', points: true },
          { label: second, colour: 'second', points: true },
        ]}
        source={source}
        xLabel={t('train.epoch')}
        height={250}
      />
    </figure>
  );
}

function Verdict({ compared, trials }: { compared: ComparedOutputs; trials: readonly Trial[] }) {
  const t = useT();
  const result = compareTrials(compared, trials);
  if (!result) return <Text size="sm">{t('compare.none')}</Text>;
  const [first, second] = compared.outputs;
  const figure = figureLabel(`${compared.part}${compared.figure}`, t);
  const [low, high] = result.interval;
  const details = { first, second, figure, count: trials.length, low: figureText(low), high: figureText(high) };
  const other = result.better === first ? second : first;
  const verdict =
    result.better === undefined
      ? t('compare.few', details)
      : result.better === null
        ? t('compare.even', details)
        : t('compare.better', { ...details, better: result.better, other });
  return (
    <>
      <p className={classes.reading}>{verdict}</p>
      <table className={classes.trials} aria-label={t('compare.table', { figure })}>
        <thead>
          <tr>
            <th scope="col">{t('compare.run')}</th>
            <th scope="col">{first}</th>
            <th scope="col">{second}</th>
          </tr>
        </thead>
        <tbody>
          {trials.map(({ run, values }) => (
            <tr key={run}>
              <th scope="row">{run}</th>
              <td>{figureText(values[0])}</td>
              <td>{figureText(values[1])}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('compare.mean')}</th>
            {([0, 1] as const).map((place) => (
              <td key={place}>
                {figureText(result.means[place])}
                {trials.length > 1 && ` ± ${figureText(result.deviations[place])}`}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </>
  );
}
