import type { CallContext, Tensor, Variable } from './layer.ts';
import { mixSeed } from './random.ts';

export interface PassSettings {
  readonly training: boolean;
  /** The run's seed. */
  readonly seed?: number;
  /** Counts training steps from 0; with the seed it decides every random draw of the pass. */
  readonly stepIndex?: number;
  /** `stepIndex` as a tensor, int32 of one number, where the pass may be recorded. */
  readonly step?: Tensor;
  /** See `CallContext.observe`. */
  readonly observe?: NonNullable<CallContext['observe']>;
  /** See `CallContext.watch`. */
  readonly watch?: NonNullable<CallContext['watch']>;
  /** Whether `CallContext.gradientSizes` is filled. */
  readonly notesSizes?: boolean;
  /** See `CallContext.partLimit`. */
  readonly partLimit?: number | null;
}

/** A fresh context for one pass through a model. */
export function createContext({
  training,
  seed = 0,
  stepIndex = 0,
  step,
  observe,
  watch,
  notesSizes = false,
  partLimit = null,
}: PassSettings): CallContext {
  const calls = new Map<number, number>();
  return {
    training,
    drawKey(layerSeed) {
      const call = calls.get(layerSeed) ?? 0;
      calls.set(layerSeed, call + 1);
      return {
        key: mixSeed(layerSeed, seed, call),
        stepIndex,
        step: step ?? null,
      };
    },
    logits: new WeakMap<Tensor, Tensor>(),
    constants: new WeakSet<Tensor>(),
    gradientSquares: training ? new Map<Variable, Tensor>() : null,
    gradientSizes: training && notesSizes ? new Map<Variable, Tensor>() : null,
    partLimit,
    penalties: [],
    ...(observe ? { observe } : {}),
    ...(watch ? { watch } : {}),
  };
}
