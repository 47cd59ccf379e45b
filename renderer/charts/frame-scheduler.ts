/** Runs `work` at most once per animation frame, however often it is asked for; returns the asking and the stopping. */
export function oncePerFrame(work: () => void): { readonly ask: () => void; readonly stop: () => void } {
  let frame: number | undefined;
  return {
    ask() {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        work();
      });
    },
    stop() {
      if (frame !== undefined) cancelAnimationFrame(frame);
      frame = undefined;
    },
  };
}
