/** The warm process: kept while it is used, ended when it is not. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { EngineExit } from '../../main/process/engine-process.ts';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { createModelHost } from '../../main/runs/model-host.ts';

const startEngine = forkEngine(fileURLToPath(new URL('./engine-double.ts', import.meta.url)));

test('an idle process is ended, another engine needs another process', async () => {
  const ended: Promise<EngineExit>[] = [];
  const models = createModelHost(async () => {
    const process = await startEngine();
    ended.push(process.exited);
    return process;
  }, 200);
  const predict = (engine: 'cpu' | 'portable') =>
    models.use(engine, (client) =>
      client.predict({
        runFolder: '',
        dataFolder: '',
        request: { kind: 'split', split: 'all', offset: 0, limit: 1 },
      }),
    );
  const first = await predict('cpu');
  expect((await predict('cpu')).rows[0]?.[0]).toBe(first.rows[0]?.[0]);
  expect((await predict('portable')).rows[0]?.[0]).not.toBe(first.rows[0]?.[0]);
  expect(ended).toHaveLength(2);
  await Promise.all(ended);
  expect((await predict('portable')).total).toBe(2);
  expect(ended).toHaveLength(3);
  await models.close();
  await Promise.all(ended);
});
