import { defineConfig } from 'vitest/config';

// Long runs (`*.long.test.ts`) belong to `npm run test:systems`, which sets this.
const withLongRuns = process.env['WEFT_LONG'] === '1';

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: 'test/support/own-temporary-folder.ts',
    exclude: ['test/e2e/**', ...(withLongRuns ? [] : ['test/**/*.long.test.ts'])],
    // Native addons are loaded per process: worker threads would share TensorFlow's global state.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine takes seconds for what a quiet one does in a moment.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default'],
  },
});
