/** Entry of the data process: serves `data.*` over the folder that its first argument names. It never outlives its parent. */
import { openParentPort } from '../process/parent-port.ts';
import { servePort } from '../process/serve-port.ts';
import { dataHandlers } from './data-handlers.ts';
import { createDatasetStore } from './dataset-store.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('expected the data folder');
const data = dataHandlers(createDatasetStore({ folder }));
const port = await openParentPort();
port.addEventListener('close', () => void data.close().finally(() => process.exit(0)));
servePort({ data: data.handlers }, port);
