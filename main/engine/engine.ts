import type { EngineReason } from '../../shared/contract/engine-reason.ts';

/** The tfjs name space that model code computes with. */
export type Tfjs = typeof import('@tensorflow/tfjs');

export type EngineKind = 'tensorflow-cpu' | 'tensorflow-gpu' | 'portable' | 'webgpu';
/** A loaded engine: its backend is registered in `tf` and is the current one. */
export interface Engine {
  readonly tf: Tfjs;
  readonly kind: EngineKind;
  /** The device in words, such as the processor's model name. */
  readonly device: string;
  /** The version of the library that computes: TensorFlow's, or tfjs' for the portable engine. */
  readonly version: string;
  readonly reason: EngineReason;
  /** `reason` as one English sentence. */
  readonly why: string;
  /** True when our own recurrent ops (`WeftGru` and the like) are registered in TensorFlow, or run as programs on a card. */
  readonly hasRecurrentKernels: boolean;
  /** That the kernels were chosen for: `avx512`, `avx2`, `baseline`; `library` without ours; `simd` or `scalar` (portable). */
  readonly instructionSet: string;
  /** Threads that one operation may use. */
  readonly threads: number;
}

/** What an engine is to be loaded with again; nothing chooses anew. */
export interface EngineLimits {
  readonly instructionSet: string;
  readonly threads: number;
}
