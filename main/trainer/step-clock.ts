/** Measures a run's pace: samples a second and seconds left, without the time it was paused. */

export interface StepClock {
  /** `samples` more were trained. */
  tick(samples: number): void;
  pause(): void;
  resume(): void;
  /** `doneShare`: 0 to 1 of the whole run; null seconds until there is something to go by. */
  pace(doneShare: number): { readonly samplesPerSecond: number; readonly secondsLeft: number | null };
}

/** `startShare`: share of the run that was already done when this process began (resumed runs). */
export function createStepClock(now: () => number, startShare: number): StepClock {
  let startedAt = now();
  let pausedAt = 0;
  let recentAt = startedAt;
  let recentSamples = 0;
  let samplesPerSecond = 0;
  return {
    tick: (samples) => {
      recentSamples += samples;
      const elapsed = now() - recentAt;
      if (elapsed < 500) return;
      samplesPerSecond = (recentSamples / elapsed) * 1000;
      recentAt = now();
      recentSamples = 0;
    },
    pause: () => {
      pausedAt = now();
    },
    resume: () => {
      const away = now() - pausedAt;
      startedAt += away;
      recentAt += away;
    },
    pace: (doneShare) => {
      const elapsed = (now() - startedAt) / 1000;
      const done = doneShare - startShare;
      const recent = now() - recentAt;
      return {
        samplesPerSecond: samplesPerSecond || (recent > 0 ? (recentSamples / recent) * 1000 : 0),
        secondsLeft: done > 0 && elapsed > 0.2 ? (elapsed / done) * (1 - doneShare) : null,
      };
    },
  };
}
