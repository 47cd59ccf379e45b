/** Every golden model of the client, exported in both formats, predicts the same in real Keras. Training on is a long run. */
import { expect, test } from 'vitest';
import { kerasPython } from '../keras/keras-judge.ts';
import { goldenFolder, hasGolden } from './support.ts';
import { roundTrip } from './round-trip.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const target = temporaryFolder();

const missing = kerasPython === undefined ? 'no Keras' : hasGolden ? undefined : 'no ../shared';

/** Of those that go on training in Keras, as long as the run is short: an optimizer with two slots, and a state. */
const trained = /^(?:optimizer_adamw|stateful_two_layers)$/;

test.skipIf(missing !== undefined)(
  `all 64 cases of the client in real Keras${missing === undefined ? '' : ` SKIPPED: ${missing}`}`,
  async () => {
    const { count, wrong } = await roundTrip(goldenFolder, target, trained);
    expect(wrong).toEqual([]);
    expect(count).toBe(64);
  },
  400_000,
);
