/** Replays of what a model computes. */
import type { Model } from '../model/build-model.ts';
import type { Tf, Variable } from '../model/tf.ts';
import { modelVariables } from './model-variables.ts';
import { createReplays, type Replays } from './replays.ts';
import type { StepModeChoice } from './step-mode.ts';

export interface ModelReplaysOptions {
  readonly tf: Tf;
  readonly model: Model;
  /** Of the optimizer, for steps that train; asked when something is recorded, as some are made at their first use. */
  readonly slots?: () => readonly Variable[];
  readonly choice: StepModeChoice;
  /** The part that is not known to replay; null: all are. */
  readonly missing: string | null;
  readonly threads?: number | undefined;
}

/** Null where the model runs op by op: asked for, not known to replay, or the engine cannot. */
export function createModelReplays({
  tf,
  model,
  slots,
  choice,
  missing,
  threads,
}: ModelReplaysOptions): Replays | null {
  if (choice === 'eager' || missing !== null) return null;
  return createReplays({
    tf,
    newest: model.newest,
    variables: () => modelVariables(model, slots?.() ?? []),
    atOnce: choice === 'traced',
    ...(threads === undefined ? {} : { threads }),
  });
}
