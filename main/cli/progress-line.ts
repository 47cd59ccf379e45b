import type { Progress } from '../engine/setup/progress.ts';

/**
 * Shows progress on standard error: one line rewritten on a terminal; elsewhere a line when a step begins and one
 * every five seconds, so that a log stays readable.
 */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  let shown = '';
  let lastTime = 0;
  const live = stream.isTTY;
  return {
    report(progress: Progress): void {
      const percent = progress.fraction === undefined ? undefined : Math.floor(progress.fraction * 100);
      const isNew = progress.step !== shown;
      if (!isNew && Date.now() - lastTime < (live ? 100 : 5_000)) return;
      shown = progress.step;
      lastTime = Date.now();
      const text = [progress.step, percent === undefined ? '' : `${percent} %`, progress.detail ?? '']
        .filter((part) => part !== '')
        .join('  ');
      stream.write(live ? `\r\u001b[2K${text.slice(0, Math.max(20, stream.columns - 1))}` : `${text}\n`);
    },
    done(): void {
      if (live && shown !== '') stream.write('\r\u001b[2K');
      shown = '';
    },
  };
}
