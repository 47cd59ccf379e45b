import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { BootstrapProblem, repository, run, runNpm } from './run.mjs';

/** The size of Node 24's program file, for a progress figure only. */
const usualMegabytes = 120;
const folder = join(repository, 'node_modules', 'node', 'bin');

/** Gives the path of a Node 24: the running one if it is that, else the pinned package's, fetched when needed. */
export async function preparePinnedNode() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const found = pinnedPath();
  if (found !== undefined && (await works(found))) return found;
  // Install scripts are off for every package; this one is a program, and its script is what fetches it.
  const { errors } = await withProgress(
    `Fetching Node ${pinnedVersion()}`,
    () => runNpm(['rebuild', '--ignore-scripts=false', 'node']),
    measureUnpacked,
  );
  const fetched = pinnedPath();
  if (fetched !== undefined && (await works(fetched))) return fetched;
  throw new BootstrapProblem(
    `Node ${pinnedVersion()} could not be fetched; this is Node ${process.versions.node}. npm said:\n${errors.trim().split('\n').slice(-8).join('\n')}\nStart again with a network, or with Node 24 installed.`,
  );
}

/** npm tells nothing while it fetches; the program's file grows when it unpacks. */
function measureUnpacked() {
  const program = join(
    repository,
    'node_modules',
    'node',
    'node_modules',
    `node-${process.platform}-${process.arch}`,
    'bin',
    'node',
  );
  const megabytes = existsSync(program) ? Math.round(statSync(program).size / 1048576) : 0;
  return { fraction: Math.min(0.99, megabytes / usualMegabytes), detail: `${megabytes} of about ${usualMegabytes} MB` };
}

function pinnedPath() {
  return ['node', 'node.exe'].map((name) => join(folder, name)).find((path) => existsSync(path));
}

async function works(path) {
  const { status, output } = await run(path, ['--version']);
  return status === 0 && output.startsWith('v24.');
}

function pinnedVersion() {
  return JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).devDependencies.node;
}
