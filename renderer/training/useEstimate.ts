import { useEffect, useMemo, useState } from 'react';
import { documentHash } from '../../shared/contract/document-hash.ts';
import type { Estimate } from '../../shared/contract/probe.ts';
import type { Problem } from '../../shared/problem.ts';
import { client } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { currentDoc, useDoc } from '../state/store.ts';
import { useChosenEngine } from './run-actions.ts';

export type EstimateState =
  | { readonly kind: 'measuring'; readonly before: Estimate | null }
  | { readonly kind: 'known'; readonly estimate: Estimate; readonly comparing: boolean }
  /** Too slow to be timed in the time there is. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Typing and dragging are over; what is measured is not thrown away at once. */
const quietMs = 800;

/**
 * The estimate of the open document, asked for again when something changes that it depends on. Changing that, or leaving
 * the place, ends what is being measured. null while `wanted` is false.
 */
export function useEstimate(wanted: boolean): EstimateState | null {
  const doc = useDoc();
  const engine = useChosenEngine();
  const [state, setState] = useState<EstimateState>({ kind: 'measuring', before: null });
  const { graph, data, training } = doc;
  const key = useMemo(
    () => JSON.stringify([doc.id, documentHash({ graph, data }), training, engine]),
    [doc.id, graph, data, training, engine],
  );
  useEffect(() => {
    if (!wanted) return;
    const leaving = new AbortController();
    setState((last) => ({ kind: 'measuring', before: last.kind === 'known' ? last.estimate : beforeOf(last) }));
    const timer = setTimeout(() => void follow(leaving.signal), quietMs);
    async function follow(signal: AbortSignal): Promise<void> {
      let last: Estimate | null = null;
      const tell = (next: EstimateState): void => {
        if (!signal.aborted) setState(next);
      };
      try {
        for await (const estimate of await client.train.estimate({ doc: currentDoc(), engine }, { signal })) {
          last = estimate;
          tell({ kind: 'known', estimate, comparing: true });
        }
        tell(last ? { kind: 'known', estimate: last, comparing: false } : { kind: 'unknown' });
      } catch (error) {
        tell(
          last ? { kind: 'known', estimate: last, comparing: false } : { kind: 'failed', problem: problemOf(error) },
        );
      }
    }
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [key, wanted, engine]);
  return wanted ? state : null;
}

const beforeOf = (state: EstimateState): Estimate | null => (state.kind === 'measuring' ? state.before : null);
