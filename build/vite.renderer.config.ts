import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const repository = join(import.meta.dirname, '..');

export default defineConfig({
  root: join(repository, 'renderer'),
  // Relative addresses: the same files are served over HTTP and loaded by Electron.
  base: './',
  plugins: [react()],
  build: {
    outDir: process.env['WEFT_RENDERER_OUT'] ?? join(repository, 'dist', 'renderer'),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows no inline scripts and no data: fonts or images made of code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4096,
  },
});
