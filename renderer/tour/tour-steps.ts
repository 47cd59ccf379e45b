/** The five steps from the start page to a trained model. Each points at the real control and is over when its work is done. */
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { Place } from '../state/session-slice.ts';
import type { Studio } from '../state/store.ts';
import { isAlive } from '../training/run-metrics.ts';
import { hasWeights } from '../training/useRuns.ts';
import type { TourStepId } from './tour-step-ids.ts';

export interface TourContext {
  readonly state: Studio;
  readonly runs: readonly RunSummary[];
}
export interface TourStep {
  readonly id: TourStepId;
  /** Where its control is. */
  readonly place?: Place;
  /** Selectors of what it points at, the first that is there. */
  readonly anchors: readonly string[];
  /** Whether its work is done, so that the tour goes on by itself. */
  readonly done: (context: TourContext) => boolean;
}

const trained = ({ runs }: TourContext): boolean => runs.some((run) => !isAlive(run.status) && hasWeights(run));

export const tourSteps: readonly TourStep[] = [
  { id: 'choose', anchors: ['[data-template="dampedSine"]'], done: ({ state }) => state.doc !== null },
  {
    id: 'look',
    place: 'model',
    anchors: ['[data-canvas] .react-flow__node:nth-child(2)', '[data-canvas]'],
    done: ({ state }) => state.selection.nodes.length > 0,
  },
  { id: 'goToTrain', anchors: ['[data-place="train"]'], done: ({ state }) => state.place === 'train' },
  { id: 'train', place: 'train', anchors: ['[data-tour="train"]'], done: trained },
  { id: 'use', anchors: ['[data-place="use"]'], done: ({ state }) => state.place === 'use' },
  { id: 'finished', anchors: [], done: () => false },
];

/** The five that are counted; the last only says goodbye. */
export const countedSteps = tourSteps.filter(({ id }) => id !== 'finished');

export function tourStep(id: TourStepId): TourStep {
  const step = tourSteps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`No step ${id} in the tour`);
  return step;
}

/** The step to show: without a project there is only the first; a finished one gives way to the next. */
export function nextStep(id: TourStepId, context: TourContext): TourStepId {
  if (context.state.doc === null) return id === 'finished' ? 'finished' : 'choose';
  const at = tourSteps.findIndex((step) => step.id === id);
  return tourSteps[at]?.done(context) === true ? (tourSteps[at + 1]?.id ?? id) : id;
}
