import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { withProgress } from './progress.mjs';
import { BootstrapProblem, repository, run } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const finished = join(repository, 'dist', 'renderer');
const stampPath = join(repository, 'dist', 'renderer.stamp');
const config = join(repository, 'build', 'vite.renderer.config.ts');
const sources = ['renderer', 'shared', 'build/vite.renderer.config.ts', 'package-lock.json'].map((path) =>
  join(repository, path),
);

/** Builds the page when its sources have changed; the old one stays in place until the new one is complete. */
export async function prepareRenderer(nodePath) {
  const wanted = hashOf(sources);
  if (readStamp(stampPath) === wanted && existsSync(join(finished, 'index.html'))) return;
  const unfinished = `${finished}.part-${process.pid}`;
  try {
    const { status, output, errors } = await withProgress('Building the page (Vite)', () =>
      run(nodePath, [join(repository, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', config], {
        env: { ...process.env, WEFT_RENDERER_OUT: unfinished, NODE_ENV: 'production', NO_COLOR: '1' },
      }),
    );
    if (status !== 0) throw new BootstrapProblem(`The page could not be built:\n${essence(`${output}\n${errors}`)}`);
    rmSync(finished, { recursive: true, force: true });
    renameSync(unfinished, finished);
    writeStamp(stampPath, wanted);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** What Vite says, without colours, frames and its own stack. */
function essence(text) {
  const lines = stripVTControlCharacters(text).split('\n');
  return lines
    .filter((line) => !/^\s*(at |│|╭|╰|─|errors:)/.test(line) && line.trim() !== '')
    .slice(-12)
    .join('\n');
}
