import { Loader, Skeleton } from '@mantine/core';
import type { Estimate } from '../../shared/contract/probe.ts';
import { estimateWords } from '../../shared/training/estimate-words.ts';
import { joinSentences, useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { EngineComparison } from './EngineComparison.tsx';
import classes from './training.module.css';
import { useEstimate, type EstimateState } from './useEstimate.ts';
import { useIsSound } from './useIsSound.ts';

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
