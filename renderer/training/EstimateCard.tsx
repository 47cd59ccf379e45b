import { Loader, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Estimate } from '../../shared/contract/probe.ts';
import { estimateWords } from '../../shared/training/estimate-words.ts';
import { queries } from '../connection/queries.ts';
import { neededFile } from '../data/source-of.ts';
import { useProblems } from '../state/problems.ts';
import { useDoc } from '../state/store.ts';
import { joinSentences, useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { EngineComparison } from './EngineComparison.tsx';
import classes from './training.module.css';
import { useEstimate, type EstimateState } from './useEstimate.ts';

/** How long training would take, in how much memory and on what, before it is begun. Nothing while something is missing. */
export function EstimateCard() {
  const t = useT();
  const state = useEstimate(useIsSound());
  // A run that began meanwhile, in another tab: its curves say more.
  if (!state || (state.kind === 'failed' && state.problem.code === 'training/busy')) return null;
  const isBusy = state.kind === 'measuring';
  return (
    <section className={classes.estimate} aria-label={t('estimate.title')} aria-busy={isBusy}>
      <Contents state={state} />
    </section>
  );
}

/** Data are chosen and here, and the drawing has no error; the Needs of the place say what is missing otherwise. */
function useIsSound(): boolean {
  const { data, graph } = useDoc();
  const hasErrors = useProblems().some(({ severity }) => severity === 'error');
  const file = neededFile(data.source);
  const dataset = useQuery({
    ...queries.data.get.queryOptions({ input: { sha256: file?.sha256 ?? '' } }),
    enabled: file !== undefined,
  });
  const hasFile = file === undefined || (dataset.data !== undefined && dataset.data !== null);
  return data.source !== null && hasFile && graph.nodes.length > 0 && !hasErrors;
}

function Contents({ state }: { state: EstimateState }) {
  const t = useT();
  switch (state.kind) {
    case 'measuring':
      return (
        <>
          {state.before ? <Sentences estimate={state.before} /> : <Skeleton height={18} width="60%" />}
          <Waiting text={t('estimate.measuring')} />
        </>
      );
    case 'known':
      return (
        <>
          <Sentences estimate={state.estimate} />
          {state.comparing ? (
            <Waiting text={t('estimate.comparing')} />
          ) : (
            <EngineComparison ways={state.estimate.ways} />
          )}
        </>
      );
    case 'unknown':
      return <p>{t('estimate.unknown')}</p>;
    case 'failed':
      return <ProblemLine problem={state.problem} />;
  }
}

function Sentences({ estimate }: { estimate: Estimate }) {
  const { time, on, others, why, notes, memory } = estimateWords(estimate, useT());
  return (
    <>
      <p className={classes.estimateTime} title={memory}>
        {time}
      </p>
      <p>{joinSentences([on, others, why].filter((text) => text !== null))}</p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </>
  );
}

function Waiting({ text }: { text: string }) {
  return (
    <p className={classes.estimateWait} role="status">
      <Loader size={12} /> {text}
    </p>
  );
}
