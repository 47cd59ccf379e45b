/** Watches the card that a run trains on, from its start to the end of its process. */
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { watchCard } from '../engine/gpu/watch-card.ts';

export interface CardOfRun {
  /** Passes an event on; one that says what the run computes on may begin the watch. */
  accept(event: EngineEvent): void;
  end(): void;
}

export function createCardOfRun(accept: (event: EngineEvent) => void): CardOfRun {
  let unwatch: (() => void) | undefined;
  return {
    accept: (event) => {
      accept(event);
      if (event.kind === 'started' && isOnNvidia(event))
        unwatch ??= watchCard((card) => accept({ kind: 'usage', card }));
    },
    end: () => unwatch?.(),
  };
}

/** WebGPU reaches cards of every make; only NVIDIA's driver has the program that is asked. */
const isOnNvidia = ({ engine, device }: Extract<EngineEvent, { kind: 'started' }>): boolean =>
  engine === 'tensorflow-gpu' || (engine === 'webgpu' && /nvidia/i.test(device));
