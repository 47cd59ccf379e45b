// The first thing that every npm script runs: prepares what the task needs, then runs it under Node 24.
// Plain JavaScript with Node's own modules only, for any Node >= 20: nothing is installed yet when it starts.
import { join } from 'node:path';
import { prepareElectronFiles } from './bootstrap/electron.mjs';
import { prepareEngine } from './bootstrap/engine.mjs';
import { preparePackages } from './bootstrap/packages.mjs';
import { preparePinnedNode } from './bootstrap/pinned-node.mjs';
import { prepareRenderer } from './bootstrap/renderer.mjs';
import { repository, runVisible, stopWithUs } from './bootstrap/run.mjs';
import { start } from './bootstrap/start.mjs';

const weft = join(repository, 'main', 'cli', 'weft.mjs');
const tests = join(repository, 'build', 'scripts', 'test.mjs');

/** What each task needs besides packages and Node, and the program that it is. */
const tasks = {
  start: { run: start },
  test: { run: (context) => context.node(tests, ...context.words) },
  'test:e2e': { run: (context) => context.node(tests, '--only', 'e2e', ...context.words) },
  'test:systems': { run: (context) => context.node(tests, '--only', 'systems', ...context.words) },
  weft: { run: (context) => context.node(weft, ...context.words) },
  bench: {
    engine: true,
    run: (context) => context.node(join(repository, 'build', 'bench', 'main.ts'), ...context.words),
  },
  screenshots: {
    engine: true,
    renderer: true,
    run: (context) => context.node(join(repository, 'build', 'scripts', 'screenshots.ts'), ...context.words),
  },
  golden: { engine: true, run: (context) => context.node(weft, 'golden', ...context.words) },
  data: { run: (context) => context.node(weft, 'data', ...context.words) },
  typecheck: {
    run: (context) =>
      context.node(join(repository, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', ...context.words),
  },
  lint: {
    run: (context) => context.node(join(repository, 'node_modules', 'oxlint', 'bin', 'oxlint'), ...context.words),
  },
  format: {
    run: (context) =>
      context.node(
        join(repository, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
        'format',
        '--write',
        `--config-path=${join(repository, 'build', 'format.json')}`,
        ...(context.words.length > 0 ? context.words : ['.']),
      ),
  },
  renderer: { renderer: true, run: () => 0 },
  // What a package for one system is made of: the page, the desktop shell and the engine's addons.
  build: {
    renderer: true,
    run: async (context) => {
      await prepareElectronFiles(context.nodePath);
      return context.node(join(repository, 'build', 'scripts', 'prebuild.ts'));
    },
  },
};

const [name = '', ...words] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  console.error(`There is no task "${name}"; there are: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}
stopWithUs();
try {
  await preparePackages();
  const nodePath = await preparePinnedNode();
  const context = { words, nodePath, node: (...options) => runVisible(nodePath, options) };
  if (task.engine) await prepareEngine(nodePath, { choice: process.env.WEFT_ENGINE ?? 'auto' });
  if (task.renderer) await prepareRenderer(nodePath);
  process.exitCode = await task.run(context);
} catch (error) {
  console.error(error instanceof Error && error.name === 'BootstrapProblem' ? error.message : error);
  process.exitCode = 1;
}
