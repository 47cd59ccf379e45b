import { expect, test } from 'vitest';
import { checkLock, lockProblems, type Lock } from '../../build/scripts/test/lock-check.ts';

const systems = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'].map(
  (system) => `@duckdb/node-bindings-${system}`,
);

function lockWith(extra: Lock['packages'] = {}, there = systems): Lock {
  return {
    packages: {
      'node_modules/@duckdb/node-bindings': {
        optionalDependencies: Object.fromEntries(systems.map((name) => [name, '1.0.0'])),
      },
      ...Object.fromEntries(there.map((name) => [`node_modules/${name}`, {}])),
      ...extra,
    },
  };
}

test('the lock file of this repository is good', () => {
  expect(checkLock().failures).toEqual([]);
});

test('a lock file that names a server is refused', () => {
  expect(lockProblems(lockWith())).toEqual([]);
  expect(lockProblems(lockWith({ 'node_modules/a': { resolved: 'https://registry.example/a-1.0.0.tgz' } }))).toEqual([
    'node_modules/a names an address (registry.example)',
  ]);
});

test('a lock file written without the other systems of DuckDB is refused', () => {
  expect(lockProblems(lockWith({}, systems.slice(1)))).toEqual([
    '@duckdb/node-bindings-linux-x64 is missing, so that system could not install',
  ]);
});
