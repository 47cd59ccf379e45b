/** When the states of stateful layers are forgotten during training: the setting `stateReset`, obeyed in one place. */
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import type { Model } from './model/build-model.ts';
import { putStates, takeStates } from './model/carried-states.ts';

export interface StatePolicy {
  /** Before the first batch of a whole epoch. */
  beforeEpoch(): void;
  /** Before batch `index` (from 0) of an epoch; `starts`: batches in which every lane begins a new sequence. */
  beforeBatch(index: number, starts: ReadonlySet<number>): void;
  /** Other samples through the same model (validation, texts): they begin anew and leave no trace. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export function createStatePolicy(model: Model, { stateReset }: Pick<TrainingSettings, 'stateReset'>): StatePolicy {
  return {
    beforeEpoch: () => {
      if (stateReset !== 'never') model.resetStates();
    },
    beforeBatch: (index, starts) => {
      if (stateReset === 'batch' || (stateReset === 'sequence' && starts.has(index))) model.resetStates();
    },
    aside: async (work) => {
      const held = takeStates(model);
      try {
        return await work();
      } finally {
        model.resetStates();
        putStates(held);
      }
    },
  };
}
