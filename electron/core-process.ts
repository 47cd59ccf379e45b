/** Entry of the core's utility process: the same core as in served mode, on ports that main hands over. */
import { engineChoiceOf } from '../shared/contract/engine-choice.ts';
import type { ParentPort } from 'electron';
import { createCore } from '../main/core.ts';
import { portOfMessagePort } from '../main/process/port.ts';
import { corePaths } from '../main/projects/paths.ts';
import { type FromCore, toCoreSchema } from './core-messages.ts';
import { createProcessRequests } from './process-requests.ts';

const { parentPort } = process as unknown as { parentPort: ParentPort }; // every utility process has it
const send = (message: FromCore) => parentPort.postMessage(message);
const processes = createProcessRequests(send);
const core = createCore({
  paths: corePaths(),
  startEngine: processes.startEngine,
  startData: processes.startData,
  now: Date.now,
  version: process.argv[2] ?? '',
  mode: 'electron',
  engine: engineChoiceOf(process.env),
});

// One faulty message must not end the core that a training depends on.
process.on('unhandledRejection', (error) => console.error(error));

parentPort.on('message', ({ data, ports: [port] }) => {
  const parsed = toCoreSchema.safeParse(data);
  if (!parsed.success) return;
  const message = parsed.data;
  if (message.kind === 'page' && port) core.serve(portOfMessagePort(port));
  else if (message.kind === 'close') void core.close().finally(() => send({ kind: 'closed' }));
  else processes.accept(message, port);
});
