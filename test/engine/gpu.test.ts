/** The same on a real card, where there is one: the reference suite, and cases of Keras from reading a file to training. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { type Engine, loadEngine } from '../../main/engine/backend.ts';
import { cudnnRefusals } from '../../main/engine/gpu/cudnn-support.ts';
import { findInstalled, hasNvidiaDriver } from '../../main/engine/setup/installed.ts';
import { goldenFolder, hasGolden, needsGolden } from '../golden/folders.ts';
import { testCudnn } from './gpu-recurrent-suite.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = !hasNvidiaDriver()
  ? 'no NVIDIA driver'
  : findInstalled('gpu') === undefined
    ? 'TensorFlow with CUDA is not set up: npm run weft -- engine setup --engine gpu'
    : undefined;

// One line in the summary, not one for each test.
if (missing !== undefined) test.skip(`a CUDA card (SKIPPED: ${missing})`, () => undefined);
else describe('a CUDA card', testCard);

function testCard(): void {
  let engine: Engine;
  const folder = temporaryFolder();
  beforeAll(async () => {
    // The reference is float64; a card's TensorFloat-32 keeps ten bits of a factor.
    process.env['NVIDIA_TF32_OVERRIDE'] = '0';
    engine = await loadEngine('gpu');
  }, 120_000);

  test('TensorFlow computes on it', () => {
    expect(engine).toMatchObject({ kind: 'tensorflow-gpu', reason: { code: 'engine/native-gpu' } });
  });

  testCudnn(() => engine.tf, 'cuDNN', [
    [1, 1, 1, 1],
    [3, 5, 4, 6],
    [11, 25, 20, 128],
    [37, 8, 61, 75],
    [64, 130, 1, 20],
    [5, 130, 130, 33],
  ]);

  test('cuDNN refused no cell', () => {
    expect(cudnnRefusals(engine.tf)).toEqual([]);
  });

  test.skipIf(!hasGolden)(
    needsGolden('three cases of Keras: holes in a mask, GRU with states, encoder and decoder'),
    async () => {
      for (const name of ['masking_holes_last', 'gru_states', 'encoder_decoder_addition'])
        for (const type of ['json', 'keras'])
          copyFileSync(join(goldenFolder, `${name}.${type}`), join(folder, `${name}.${type}`));
      const results = await runGolden(engine.tf, folder);
      expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
      expect(results).toHaveLength(3);
    },
    120_000,
  );
}
