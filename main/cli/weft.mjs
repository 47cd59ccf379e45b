#!/usr/bin/env node
// Plain JavaScript for any Node >= 20: the rest of the program is TypeScript that only Node 24 runs as it is.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (process.versions.node.startsWith('24.')) {
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv);
} else {
  restartUnderPinnedNode();
}

function restartUnderPinnedNode() {
  const folder = new URL('../../node_modules/node/bin/', import.meta.url);
  const pinned = ['node', 'node.exe']
    .map((name) => fileURLToPath(new URL(name, folder)))
    .find((path) => existsSync(path));
  if (pinned === undefined) {
    console.error(
      `weft needs Node 24; this is ${process.versions.node} and the pinned one is not installed. Run it as "npm run weft -- ..." in the repository.`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; whoever signals this process alone means the program.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    console.error(`The pinned Node could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (status, signal) => process.exit(status ?? (signal === 'SIGINT' ? 130 : 1)));
}
