/** Inside a worker thread: what Electron gives a utility process, then its entry. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const emitter = new EventEmitter();
const early: unknown[] = [];
Object.assign(process, {
  parentPort: Object.assign(emitter, { postMessage: (message: unknown) => parentPort?.postMessage(message) }),
});
// Messages wait until the entry listens, as Electron's do.
const deliver = (message: unknown) =>
  emitter.listenerCount('message') > 0 ? emitter.emit('message', message) : early.push(message);
parentPort?.on('message', deliver);
emitter.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => early.splice(0).forEach((message) => emitter.emit('message', message)));
});

const { entry } = workerData as { entry: string };
await import(pathToFileURL(entry).href);
