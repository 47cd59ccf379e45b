/**
 * Shows that a step goes on: after one second, a line that is rewritten on a terminal, or one every five seconds in a
 * log. `measure` gives `{ fraction?, detail? }`, and may be left out where nothing can be counted.
 */
export async function withProgress(step, work, measure = () => ({})) {
  const begun = Date.now();
  const live = process.stderr.isTTY;
  let shown = false;
  const show = () => {
    const { fraction, detail } = measure();
    const seconds = `${Math.round((Date.now() - begun) / 1000)} s`;
    const text = [step, fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`, detail ?? '', seconds]
      .filter((part) => part !== '')
      .join('  ');
    process.stderr.write(live ? `\r\u001b[2K${text.slice(0, Math.max(20, process.stderr.columns - 1))}` : `${text}\n`);
    shown = true;
  };
  const first = setTimeout(show, 1000);
  const timer = setInterval(show, live ? 500 : 5000);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(timer);
    if (shown && live) process.stderr.write('\r\u001b[2K');
  }
}
