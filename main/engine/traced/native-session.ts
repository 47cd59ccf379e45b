import type { TypedArray } from './tracer.ts';

/** A session of the addon: opaque, freed by closeSession or with its last reference. */
export type SessionHandle = { readonly __session: unique symbol };
/** The number of a prepared call. */
export type CallNumber = number & { readonly __call: unique symbol };

/** What the addon exports beside its kernels, see native/session-binding.h. All throw Errors with TensorFlow's text. */
export interface NativeSessions {
  /** From a serialised ConfigProto and RunOptions. `kernelThreads`: for our own kernels; 0 leaves what is set. */
  createSession(config: Uint8Array, runOptions: Uint8Array, kernelThreads: number): SessionHandle;
  closeSession(session: SessionHandle): void;
  /** A serialised OpDef. */
  operationDefinition(session: SessionHandle, name: string): Uint8Array;
  addGraph(session: SessionHandle, graphDef: Uint8Array): void;
  /** Names of nodes: placeholders of a known shape to feed, nodes whose first output to fetch, nodes only to run. */
  prepare(
    session: SessionHandle,
    inputs: readonly string[],
    outputs: readonly string[],
    targets: readonly string[],
  ): CallNumber;
  run(session: SessionHandle, call: CallNumber, feeds: readonly TypedArray[]): readonly TypedArray[];
  runAsync(session: SessionHandle, call: CallNumber, feeds: readonly TypedArray[]): Promise<readonly TypedArray[]>;
  /** Gives memory that was freed back to the system; takes milliseconds. */
  releaseMemory(): void;
}

let loaded: NativeSessions | null = null;

/** Called by whoever loads the addon. An addon built before there were sessions has none. */
export function offerNativeSessions(addon: object): void {
  if ('createSession' in addon && 'releaseMemory' in addon) loaded = addon as NativeSessions;
}

/** The sessions of the addon that this process has loaded, or null. */
export function nativeSessions(): NativeSessions | null {
  return loaded;
}
