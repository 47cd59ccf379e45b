/** Keras' values for a dozen models on the card: masks, convolutions, an embedding, every recurrent cell, attention. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../../main/cli/commands/golden.ts';
import { unpackOwnCases } from '../../golden/folders.ts';
import { loadOnSoftware } from './on-card.ts';
import { hasSoftwareVulkan, needsVulkan } from './software-vulkan.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cases = [
  'lstm_backwards_masked',
  'gru_stateful_masked',
  'gru_before_zero_output',
  'simplernn_relu',
  'embedding_adam_clipnorm',
  'conv1d_same_strided',
  'maxpooling1d_same',
  'batch_norm_masked',
  'attention_dot_masked',
  'loss_masked_sparse',
];

const folder = temporaryFolder();

describe.skipIf(!hasSoftwareVulkan)(needsVulkan('the WebGPU engine'), () => {
  test('agrees with Keras on predictions, losses and trained weights', async () => {
    const [all, chosen] = [join(folder, 'all'), join(folder, 'chosen')] as const;
    for (const path of [all, chosen]) mkdirSync(path);
    unpackOwnCases(all);
    for (const name of cases)
      for (const ending of ['keras', 'json'])
        if (existsSync(join(all, `${name}.${ending}`)))
          copyFileSync(join(all, `${name}.${ending}`), join(chosen, `${name}.${ending}`));
    const tf = await loadOnSoftware();
    tf.env().set('WEBGPU_CPU_FORWARD', true); // as in the app
    const results = await runGolden(tf, chosen);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
    expect(results.map(({ name }) => name).sort()).toEqual([...cases].sort());
  }, 600_000);
});
