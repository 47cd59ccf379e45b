import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { readKerasFile } from '../../main/keras-file/read-keras.ts';
import { writeKerasFile } from '../../main/keras-file/write-keras.ts';
import { goldenFolder, hasGolden, needsGolden, testEngine } from './support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const copy = (name: string, as: string, change: (record: Record<string, unknown>) => void): void => {
  writeFileSync(join(folder, `${as}.keras`), readFileSync(join(goldenFolder, `${name}.keras`)));
  const record = JSON.parse(readFileSync(join(goldenFolder, `${name}.json`), 'utf8')) as Record<string, unknown>;
  change(record);
  writeFileSync(join(folder, `${as}.json`), JSON.stringify(record));
};

test.skipIf(!hasGolden)(
  needsGolden('the runner finds a wrong prediction, a wrong loss, a wrong weight and a missing layer'),
  async () => {
    copy('lstm_last', 'good', () => undefined);
    copy('lstm_last', 'wrong-loss', (record) => {
      record['train_losses'] = (record['train_losses'] as number[]).map((loss) => loss * 1.00002);
    });
    copy('lstm_last', 'wrong-weights', (record) => {
      record['weights_after'] = record['weights_before'];
    });
    copy('lstm_last', 'wrong-prediction', (record) => {
      record['predict'] = record['y'];
    });
    const { config } = await readKerasFile(join(goldenFolder, 'lstm_last.keras'));
    const layers = (config.config['layers'] as { class_name: string; config: Record<string, unknown> }[]).slice(0, 1);
    const strange = {
      ...config,
      config: { ...config.config, layers: [...layers, { class_name: 'Telepathy', config: { name: 'telepathy' } }] },
    };
    copy('lstm_last', 'strange', () => undefined);
    const empty = await writeKerasFile({ config: { ...config, config: { ...config.config, layers } }, weights: [] });
    writeFileSync(join(folder, 'strange.keras'), replaceConfig(empty, strange));

    const lines = (await runGolden(testEngine.tf, folder)).map(goldenLine);
    expect(lines[0]).toMatch(/^pass {2}good/);
    expect(lines[1]).toBe('not supported  strange  Telepathy');
    expect(lines[2]).toMatch(/^FAIL {2}wrong-loss {2}loss of step 1 differs by 2/);
    expect(lines[3]).toMatch(/^FAIL {2}wrong-prediction {2}prediction differs/);
    expect(lines[4]).toMatch(/^FAIL {2}wrong-weights {2}weights after differs/);
  },
);

/** A stored zip with another config.json. */
function replaceConfig(zip: Uint8Array, config: unknown): Uint8Array {
  const entries = unzipSync(zip);
  return zipSync({ ...entries, 'config.json': new TextEncoder().encode(JSON.stringify(config)) });
}
