// Runs under Node 24, after the bootstrap: obtains what the tests need, runs them, and counts.
import { prepareEngine } from './bootstrap/engine.mjs';
import { prepareRenderer } from './bootstrap/renderer.mjs';
import { stopWithUs } from './bootstrap/run.mjs';
import { runTests } from './test/run-tests.ts';

stopWithUs();
const words = process.argv.slice(2);
const at = words.indexOf('--only');
const only = at < 0 ? undefined : words.splice(at, 2)[1];
process.exitCode = await runTests({
  only,
  filters: words,
  prepareEngine: (choice) => prepareEngine(process.execPath, { choice }),
  prepareRenderer: () => prepareRenderer(process.execPath),
});
