import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { BootstrapProblem, repository, runNpm } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const lockPath = join(repository, 'package-lock.json');
const modules = join(repository, 'node_modules');
const stampPath = join(modules, '.weft-packages');

/** Runs `npm ci` unless node_modules already holds what the lock file says. */
export async function preparePackages() {
  const wanted = hashOf([lockPath]);
  if (readStamp(stampPath) === wanted) return;
  if (!matchesLock()) await install();
  writeStamp(stampPath, wanted);
}

async function install() {
  const paths = Object.entries(readLock(lockPath))
    .filter(([path, entry]) => path !== '' && isForThisSystem(entry))
    .map(([path]) => path);
  const measure = () => {
    const there = paths.filter((path) => existsSync(join(repository, path, 'package.json'))).length;
    return { fraction: there / paths.length, detail: `${there} of ${paths.length} packages` };
  };
  const { status, errors } = await withProgress(
    'Installing packages (npm ci)',
    () => runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']),
    measure,
  );
  if (status === 0) return;
  throw new BootstrapProblem(
    `"npm ci" failed, so the packages are not there. It said:\n${errors.trim().split('\n').slice(-8).join('\n')}\nCheck the network and npm's settings, then start again: what was fetched is kept in npm's cache.`,
  );
}

function isForThisSystem({ os = [], cpu = [], libc }) {
  const allows = (list, value) =>
    list.length === 0 ||
    list.includes(value) ||
    (list.some((name) => name.startsWith('!')) && !list.includes(`!${value}`));
  return allows(os, process.platform) && allows(cpu, process.arch) && libc?.includes('musl') !== true;
}

/** True when a hand-made `npm ci` or `npm install` left every package in the version that the lock file names. */
function matchesLock() {
  const installed = readLock(join(modules, '.package-lock.json'));
  const wanted = Object.entries(readLock(lockPath)).filter(
    ([path, entry]) => path !== '' && entry.optional !== true && entry.link !== true,
  );
  return (
    Object.keys(installed).length > 0 &&
    wanted.every(([path, entry]) => installed[path]?.version === entry.version || entry.peer === true)
  );
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return {};
  }
}
