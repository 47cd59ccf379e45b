import { Button, Group, Progress, Text } from '@mantine/core';
import { z } from 'zod';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { fromFigure } from '../../shared/contract/figures.ts';
import { durationText, figureText } from '../charts/format.ts';
import type { Problem } from '../../shared/problem.ts';
import { showProblem } from '../shell/problem-actions.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { figureLabel, withinSentence } from './figure-label.ts';
import { PaddingLine } from './PaddingLine.tsx';
import { runWords } from './run-words.ts';
import { MachineLine } from './MachineLine.tsx';
import { isAlive, type RunMetrics, type StartedEvent } from './run-metrics.ts';
import { UsageLine } from './UsageLine.tsx';
import classes from './training.module.css';

/** What needs no word: the engine that was hoped for. */
const ordinary: ReadonlySet<string> = new Set(['engine/native-cpu', 'engine/native-gpu']);

/** How far a run is, on what it runs and why; what went wrong, in a sentence. */
export function RunFacts({ run, metrics }: { run: RunSummary; metrics: RunMetrics }) {
  const t = useT();
  const { started, progress } = metrics;
  const epoch = Math.max(metrics.epochs.at(-1)?.epoch ?? 0, progress?.epoch ?? 0, run.epoch);
  const epochs = started?.epochs ?? run.epochs;
  // The last steps of an epoch come with the epoch itself, not with a word on progress.
  const step = Math.max(progress?.step ?? 0, metrics.epochs.at(-1)?.step ?? 0, run.step);
  const steps = started ? started.stepsPerEpoch * started.epochs : 0;
  const alive = isAlive(run.status);
  const problem = run.problem ?? metrics.problem;
  return (
    <section aria-label={t('train.facts')} className={classes.facts}>
      <Group gap="xs" wrap="wrap">
        <Text fw={600}>{t('train.run', { number: run.number })}</Text>
        <span className={classes.status} data-status={run.status}>
          {runWords(run, t)}
        </span>
        {run.imported === undefined && (
          <Text size="sm" c="dimmed">
            {t('train.epochOf', { epoch, epochs })}
          </Text>
        )}
        {steps > 0 && (
          <Text size="sm" c="dimmed">
            {t('train.stepOf', { step, steps })}
          </Text>
        )}
        {alive && progress && (
          <Text size="sm" c="dimmed">
            {t('train.speed', { samples: Math.round(progress.samplesPerSecond) })}
          </Text>
        )}
        {alive && progress?.secondsLeft !== null && progress?.secondsLeft !== undefined && (
          <Text size="sm" c="dimmed">
            {t('train.timeLeft', { time: durationText(progress.secondsLeft) })}
          </Text>
        )}
        {run.best && (
          <Text size="sm">
            {t('train.best', {
              figure: withinSentence(figureLabel(run.best.monitor, t)),
              value: figureText(fromFigure(run.best.value)),
              epoch: run.best.epoch,
            })}
          </Text>
        )}
      </Group>
      {alive && (
        <Progress
          value={steps > 0 ? (100 * step) / steps : 0}
          animated={run.status === 'preparing'}
          size="sm"
          aria-label={t('train.progress')}
          transitionDuration={200}
        />
      )}
      {run.status === 'preparing' && <Text size="sm">{t('train.preparing')}</Text>}
      {started && (
        <Text size="xs" c="dimmed">
          {t('train.engine', {
            engine: t(`app.engine.${started.engine}`, { defaultValue: started.engine }),
            device: started.device,
          })}{' '}
          ·{' '}
          {t('train.samples', {
            samples: started.samples.toLocaleString(),
            validation: started.validationSamples.toLocaleString(),
          })}{' '}
          · {t('train.params', { params: started.params.toLocaleString() })}
        </Text>
      )}
      {started && !ordinary.has(started.reason.code) && (
        <Text size="xs" c="dimmed">
          {t(`reason.${started.reason.code}`, started.reason)}
        </Text>
      )}
      {started?.machine && <MachineLine machine={started.machine} />}
      <UsageLine run={run} />
      {typeof started?.counts?.['baseline'] === 'number' && (
        <Text size="xs" c="dimmed">
          {t('train.textBaseline', { value: figureText(started.counts['baseline']) })}
        </Text>
      )}
      {started && <ClassWeightsLine counts={started.counts} />}
      {started && <PaddingLine counts={started.counts} />}
      {problem && (
        <Group gap="xs">
          <ProblemLine problem={problem} />
          <LayerButton problem={problem} />
        </Group>
      )}
      {metrics.notes.map((note, index) => (
        <ProblemLine key={index} problem={note} />
      ))}
    </section>
  );
}

const weightsSchema = z.array(z.object({ name: z.string(), weight: z.number() }));
const mostWeights = 20;

/** What the classes count in the loss of this run, where they do not count alike. */
function ClassWeightsLine({ counts }: { counts: StartedEvent['counts'] }) {
  const t = useT();
  const weights = weightsSchema.safeParse(counts?.['classWeights']);
  if (!weights.success) return null;
  const words = weights.data.slice(0, mostWeights).map(({ name, weight }) => `${name}: ${figureText(weight)}`);
  return (
    <Text size="xs" c="dimmed">
      {t('train.classWeights.shown', { weights: words.join(', ') + (weights.data.length > mostWeights ? ' …' : '') })}
    </Text>
  );
}

/** Leads to the layer that a problem of the run names, as long as the drawing still has one of that name. */
function LayerButton({ problem }: { problem: Problem }) {
  const t = useT();
  const { graph } = useDoc();
  const { layer } = problem.details;
  const node = graph.nodes.find((known) => known.name === layer);
  if (!node) return null;
  return (
    <Button size="compact-xs" variant="default" onClick={() => showProblem({ ...problem, nodeId: node.id })}>
      {t('train.goToLayer', { layer: node.name })}
    </Button>
  );
}
