/** Pause, resume and stop, asked for from outside and obeyed between two training steps. */

export interface RunControl {
  pause(): void;
  resume(): void;
  stop(): void;
  readonly isPaused: boolean;
  readonly isStopped: boolean;
  /** Resolves at once while running, on resume or stop while paused. */
  untilRunning(): Promise<void>;
}

export function createRunControl(): RunControl {
  let state: 'running' | 'paused' | 'stopped' = 'running';
  let wake: (() => void) | undefined;
  const enter = (next: 'running' | 'stopped') => {
    if (state !== 'stopped') state = next;
    wake?.();
    wake = undefined;
  };
  return {
    pause: () => {
      if (state === 'running') state = 'paused';
    },
    resume: () => enter('running'),
    stop: () => enter('stopped'),
    get isPaused() {
      return state === 'paused';
    },
    get isStopped() {
      return state === 'stopped';
    },
    untilRunning: () =>
      state === 'paused'
        ? new Promise<void>((resolve) => {
            wake = resolve;
          })
        : Promise.resolve(),
  };
}
