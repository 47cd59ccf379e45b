/** Where the person is in the tour. It can be left and taken up again, also after the page was closed. */
import { create } from 'zustand';
import { readPreference, writePreference } from '../state/preferences.ts';
import { type TourStepId, tourStepIds } from './tour-step-ids.ts';

interface Kept {
  readonly step: TourStepId;
  readonly running: boolean;
}

interface TourStore extends Kept {
  /** From the first step, or from where it was left. */
  readonly start: () => void;
  readonly leave: () => void;
  readonly go: (step: TourStepId) => void;
}

const first: Kept = { step: 'choose', running: false };

function kept(): Kept {
  const { step, running } = { ...first, ...readPreference<Partial<Kept>>('tour') };
  return tourStepIds.includes(step) ? { step, running } : first;
}

export const useTour = create<TourStore>()((set, get) => {
  const keep = (next: Partial<Kept>): void => {
    set(next);
    const { step, running } = get();
    writePreference('tour', { step, running });
  };
  return {
    ...kept(),
    start: () => keep({ running: true, ...(get().step === 'finished' ? { step: 'choose' } : {}) }),
    leave: () => keep({ running: false }),
    go: (step) => keep({ step }),
  };
});

/** Left in the middle: the command that starts it goes on from there. */
export const canResume = (): boolean => {
  const { step, running } = useTour.getState();
  return !running && step !== 'choose' && step !== 'finished';
};
