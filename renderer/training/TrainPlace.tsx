import { Button, Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Problem } from '../../shared/problem.ts';
import { queries } from '../connection/queries.ts';
import { neededFile } from '../data/source-of.ts';
import { ResizeHandle } from '../shell/ResizeHandle.tsx';
import { useProblems } from '../state/problems.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { trainPanelId } from '../ui/element-ids.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import { readCurves } from './curve-reading.ts';
import { EstimateCard } from './EstimateCard.tsx';
import { EpochTable } from './EpochTable.tsx';
import { OutputComparison } from './OutputComparison.tsx';
import { RunControls } from './RunControls.tsx';
import { RunCurves } from './RunCurves.tsx';
import { RunFiles } from './RunFiles.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunList } from './RunList.tsx';
import { isAlive, type RunMetrics } from './run-metrics.ts';
import { SettingsForm } from './SettingsForm.tsx';
import classes from './training.module.css';
import { WrittenTexts } from './WrittenTexts.tsx';
import { useIsSound } from './useIsSound.ts';
import { hasWeights, useLiveRun, useRunMetrics, useRuns, useShownRun } from './useRuns.ts';

/** The Train place: settings on the left, the run on show with its curves in the middle. */
export function TrainPlace() {
  const t = useT();
  const runs = useRuns();
  const shown = useShownRun();
  const live = useLiveRun();
  const metrics = useRunMetrics(shown);
  const goTo = useStudio((state) => state.goTo);
  return (
    <div className={classes.place}>
      <aside id={trainPanelId} className={classes.settings} aria-label={t('train.settings')} tabIndex={0}>
        <SettingsForm />
      </aside>
      <ResizeHandle panel="train" />
      <div className={classes.main}>
        <div className={classes.head}>
          {shown && metrics ? <RunFacts run={shown} metrics={metrics} /> : <Intro waiting={runs === null} />}
          <RunControls run={shown} live={live} />
        </div>
        {!live && <Needs />}
        {!live && <EstimateCard />}
        {shown && metrics && (
          <>
            <CurveReading metrics={metrics} finished={!isAlive(shown.status)} />
            {!isAlive(shown.status) && hasWeights(shown) && (
              <Group gap="xs">
                <Button variant="light" onClick={() => goTo('use')}>
                  {t('train.tryIt')}
                </Button>
                {metrics.epochs.length > 0 && <RunFiles run={shown} />}
              </Group>
            )}
            <OutputComparison run={shown} runs={runs ?? []} metrics={metrics} busy={live !== null} />
            {(metrics.epochs.length > 0 || shown.imported === undefined) && <RunCurves metrics={metrics} />}
            {metrics.texts.length > 0 && <WrittenTexts key={metrics.runId} texts={metrics.texts} />}
            {metrics.epochs.length > 0 && <EpochTable metrics={metrics} />}
          </>
        )}
        {runs && <RunList runs={runs} shown={shown} />}
      </div>
    </div>
  );
}

function Intro({ waiting }: { waiting: boolean }) {
  const t = useT();
  const template = useDoc().template;
  const lead = useIsSound() ? 'train.intro.text' : 'train.intro.missing';
  return (
    <div className={classes.facts}>
      <Text fw={600}>{t('train.intro.title')}</Text>
      <Text size="sm" c="dimmed" maw={640}>
        {template ? t(`template.${template}.sentence`, { defaultValue: t(lead) }) : t(lead)}
      </Text>
      {waiting && (
        <Text size="sm" role="status">
          <Loader size={12} /> {t('train.loadingRuns')}
        </Text>
      )}
    </div>
  );
}

const mostProblems = 3;
const needsId = 'train-needs';

/** What training still needs from the other places, each as a sentence with a way there. */
function Needs() {
  const t = useT();
  const { data, graph } = useDoc();
  const goTo = useStudio((state) => state.goTo);
  const problems = useProblems().filter((problem: Problem) => problem.severity === 'error');
  const file = neededFile(data.source);
  const dataset = useQuery({
    ...queries.data.get.queryOptions({ input: { sha256: file?.sha256 ?? '' } }),
    enabled: file !== undefined,
  });
  if (!data.source)
    return <Need text={t('train.need.data')} button={t('train.need.data.button')} onClick={() => goTo('data')} />;
  if (graph.nodes.length === 0)
    return <Need text={t('train.need.model')} button={t('train.need.model.button')} onClick={() => goTo('model')} />;
  if (file && dataset.data === null)
    return (
      <Need
        text={t('data.locate.title', { name: file.name })}
        button={t('data.locate.button')}
        onClick={() => goTo('data')}
      />
    );
  if (problems.length === 0) return null;
  return (
    <section className={classes.card} aria-labelledby={needsId}>
      <Text id={needsId} size="sm" fw={600} mb={4}>
        {t('train.need.problems', { count: problems.length })}
      </Text>
      {problems.slice(0, mostProblems).map((problem, index) => (
        <div key={index}>
          <ProblemLine problem={problem} />
          <Group gap={6} mt={4} mb={6}>
            <RepairButtons problem={problem} />
          </Group>
        </div>
      ))}
      {problems.some(({ code }) => !code.startsWith('training/')) && (
        <Button size="compact-sm" variant="default" mt={6} onClick={() => goTo('model')}>
          {t('train.need.model.button')}
        </Button>
      )}
    </section>
  );
}

function Need({ text, button, onClick }: { text: string; button: string; onClick: () => void }) {
  return (
    <div className={classes.card}>
      <Text size="sm" mb={6}>
        {text}
      </Text>
      <Button size="compact-sm" onClick={onClick}>
        {button}
      </Button>
    </div>
  );
}

function CurveReading({ metrics, finished }: { metrics: RunMetrics; finished: boolean }) {
  const t = useT();
  const reading = readCurves(metrics.epochs, finished);
  if (!reading) return null;
  return <p className={classes.reading}>{t(reading.key, reading.details)}</p>;
}
