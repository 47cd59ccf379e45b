import { join } from 'node:path';
import { defineConfig } from 'vite';

const repository = join(import.meta.dirname, '..');

/** Main and the processes of core, engine and data: modules for Electron's own Node. Dependencies stay packages. */
export default defineConfig({
  root: repository,
  publicDir: false,
  build: {
    ssr: true,
    outDir: join(repository, 'dist', 'electron'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: join(repository, 'electron', 'main.ts'),
        'core-process': join(repository, 'electron', 'core-process.ts'),
        'engine-process': join(repository, 'main', 'trainer', 'engine-process.ts'),
        'data-process': join(repository, 'main', 'data', 'data-process.ts'),
      },
      external: ['electron'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
