/** A served app in a process of its own, with engine doubles: tests kill it. */
import { fileURLToPath } from 'node:url';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { startServer } from '../../main/serve/serve.ts';

const served = await startServer({
  home: process.argv[2] ?? '',
  mode: 'test',
  startEngine: forkEngine(fileURLToPath(new URL('./engine-double.ts', import.meta.url))),
});
process.send?.({ origin: served.origin, token: served.token });
