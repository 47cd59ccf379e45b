/**
 * Carries events from the training loop, which pushes and never waits, to the stream the core reads. Batch figures are
 * coalesced, because a step may take 0.2 ms and a message costs more than that.
 */
import { toFigure } from '../../shared/contract/figures.ts';
import type { EngineEvent } from '../../shared/contract/run-events.ts';

/** Batch figures wait at most this long before they are sent. */
const coalesceMs = 50;

export interface EventChannel {
  emit(event: EngineEvent): void;
  /** Figures of one training step; steps are consecutive within an epoch. */
  emitBatch(step: number, epoch: number, figures: Readonly<Record<string, number>>): void;
  /** Sends what is waiting. */
  flush(): void;
  close(): void;
  stream(): AsyncGenerator<EngineEvent>;
  /**
   * The same in lists, of which a reader gets at most one every 50 ms: epochs may be as short as steps. A change of the status
   * is told at once.
   */
  batched(): AsyncGenerator<EngineEvent[]>;
}

interface WaitingBatches {
  readonly firstStep: number;
  readonly epoch: number;
  readonly figures: Record<string, ReturnType<typeof toFigure>[]>;
  readonly since: number;
}

export function createEventChannel(now: () => number): EventChannel {
  const queue: EngineEvent[] = [];
  let waiting: WaitingBatches | undefined;
  let closed = false;
  let wake: (() => void) | undefined;
  /** Something that is not to wait for others. */
  let isUrgent = false;

  const call = () => {
    wake?.();
    wake = undefined;
  };
  const push = (event: EngineEvent) => {
    queue.push(event);
    if (event.kind === 'status') isUrgent = true;
    call();
  };
  /** Resolves at the next event, at the end, or after `milliseconds`. */
  const next = (milliseconds?: number) =>
    new Promise<void>((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const flush = () => {
    if (!waiting) return;
    const { firstStep, epoch, figures } = waiting;
    waiting = undefined;
    push({ kind: 'batches', firstStep, epoch, figures });
  };
  return {
    emit: (event) => {
      flush();
      push(event);
    },
    emitBatch: (step, epoch, figures) => {
      if (waiting && waiting.epoch !== epoch) flush();
      waiting ??= { firstStep: step, epoch, figures: {}, since: now() };
      for (const [name, value] of Object.entries(figures)) (waiting.figures[name] ??= []).push(toFigure(value));
      if (now() - waiting.since >= coalesceMs) flush();
    },
    flush,
    close: () => {
      flush();
      closed = true;
      call();
    },
    stream: async function* () {
      for (;;) {
        const event = queue.shift();
        if (event) {
          yield event;
          continue;
        }
        if (closed) return;
        await next();
      }
    },
    batched: async function* () {
      let lastAt = Number.NEGATIVE_INFINITY;
      for (;;) {
        if (queue.length === 0) {
          if (closed) return;
          await next();
          continue;
        }
        const left = lastAt + coalesceMs - now();
        if (left > 0 && !isUrgent && !closed) {
          await next(left);
          continue;
        }
        isUrgent = false;
        lastAt = now();
        yield queue.splice(0);
      }
    },
  };
}
