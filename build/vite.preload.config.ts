import { join } from 'node:path';
import { defineConfig } from 'vite';

const repository = join(import.meta.dirname, '..');

/** The preload script: sandboxed ones are CommonJS and one file. Built after vite.electron.config.ts, into its folder. */
export default defineConfig({
  root: repository,
  publicDir: false,
  build: {
    ssr: true,
    outDir: join(repository, 'dist', 'electron'),
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { preload: join(repository, 'electron', 'preload.ts') },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
});
