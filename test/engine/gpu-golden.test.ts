/** Models with recurrent layers through cuDNN's path, on a processor that passes for a card, beside Keras. */
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { cudnnRefusals } from '../../main/engine/gpu/cudnn-support.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { goldenFolder, hasGolden, needsGolden, unpackOwnCases } from '../golden/folders.ts';
import { type FakeCard, pretendCard } from './gpu-fake-card.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What differs between our ops and cuDNN's; the rest of a layer is the same on every engine. */
const ownCases =
  /^(lstm|gru|simplernn)_(all_masked|backwards|initial_state_masked|no_bias|one_step|stateful|zero_output\.)/;
const clientCases =
  /^(bidirectional|encoder|go_back|gru|lstm|masking|simple|state|cnn_lstm_sub|embedding_mask|time_dist).*\./;
const isMissing = findInstalled('cpu') === undefined && findInstalled('gpu') === undefined;

describe.skipIf(isMissing)(
  `cuDNN beside Keras${isMissing ? ' (SKIPPED: the native engine is not set up)' : ''}`,
  () => {
    let tf: Tfjs;
    let card: FakeCard;
    const folder = temporaryFolder();
    const clients = temporaryFolder();
    beforeAll(async () => {
      ({ tf } = await loadEngine('cpu'));
      card = pretendCard(tf);
    });
    afterAll(() => {
      card.remove();
    });

    test.skipIf(!hasGolden)(
      needsGolden('cases of the client'),
      async () => {
        const names = readdirSync(goldenFolder).filter((name) => clientCases.test(name));
        for (const name of names) copyFileSync(join(goldenFolder, name), join(clients, name));
        const results = await runGolden(tf, clients);
        expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
        expect(results.length).toBeGreaterThanOrEqual(20);
      },
      240_000,
    );

    test('our own cases with recurrent layers', async () => {
      unpackOwnCases(folder);
      for (const name of readdirSync(folder)) if (!ownCases.test(name)) rmSync(join(folder, name));
      const results = await runGolden(tf, folder);
      expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
      expect(results.length).toBeGreaterThanOrEqual(18);
    }, 240_000);

    test('cuDNN was used by every kind of cell, and refused none', () => {
      const used = new Set(card.calls);
      for (const mode of ['lstm', 'gru', 'rnn_tanh']) expect(used).toContain(`CudnnRNNBackpropV3 ${mode}`);
      expect(cudnnRefusals(tf)).toEqual([]);
    });
  },
);
