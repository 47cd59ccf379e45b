import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const chromium = process.env['WEFT_CHROMIUM'];
// Long runs (`*.long.e2e.ts`) belong to `npm run test:e2e`, which sets this.
const withLongRuns = process.env['WEFT_LONG'] === '1';

// The tests start the served app themselves, each with a folder of its own.
export default defineConfig({
  testDir: join(repository, 'test', 'e2e'),
  testMatch: '**/*.e2e.ts',
  testIgnore: withLongRuns ? [] : ['**/*.long.e2e.ts'],
  globalSetup: join(repository, 'test', 'support', 'own-temporary-folder.ts'),
  outputDir: join(repository, 'test-results'),
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 180_000,
  // A busy machine takes seconds for what a quiet one does in a moment.
  expect: { timeout: 45_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 30_000,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium === undefined || chromium === '' ? {} : { executablePath: chromium }),
      // Containers often run as root and with a small /dev/shm, where Chromium's own defaults fail.
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
  },
});
