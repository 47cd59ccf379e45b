import { join } from 'node:path';
import type { FirstLosses, Losses } from '../requests.ts';
import type { Player } from '../start-sides.ts';
import { missingInStock } from '../stock/model.ts';
import type { Worker } from '../worker.ts';
import type { Workload } from '../workloads.ts';

/** Relative; float32 and other orders of summation differ by far less, another model or optimizer by far more. */
const allowed = 1e-3;
/** A loss, and the loss after an update that shows the gradients. */
const steps = 2;

/** The largest relative difference to our losses by peer. */
export type LossDifferences = Readonly<Partial<Record<Player, number>>>;

/**
 * Gives every side our first weights and one batch, and compares the losses before and after an update. Keras updates with
 * the workload's own optimizer. PyTorch and tfjs add epsilon elsewhere in Adam and RMSprop, which shows in the first
 * steps: they update with plain gradient descent, which shows their gradients. Rejects when a side computes another thing.
 */
export async function compareLosses(
  workers: ReadonlyMap<Player, Worker>,
  workload: Workload,
  folder: string,
): Promise<LossDifferences> {
  const ours = workers.get('ours');
  if (ours === undefined) throw new Error('our own side is missing');
  const plain: Workload = { ...workload, optimizer: { name: 'sgd', rate: 0.1, clipnorm: null } };
  const file = join(folder, `${workload.name}.bin`);
  const firstOf = (one: Workload) => ours.ask<FirstLosses>({ ask: 'firstLosses', workload: one, file, steps });
  const [own, descent] = [await firstOf(workload), await firstOf(plain)];
  const differences: Partial<Record<Player, number>> = {};
  for (const [player, worker] of workers) {
    if (player === 'ours' || (player === 'tfjs' && missingInStock(workload) !== null)) continue;
    const asKeras = player === 'keras';
    const expected = asKeras ? own : descent;
    const { losses } = await worker.ask<Losses>({
      ask: 'losses',
      workload: asKeras ? workload : plain,
      from: { file: expected.file, arrays: expected.arrays },
      steps,
    });
    differences[player] = largestDifference(workload, player, expected.losses, losses);
  }
  return differences;
}

function largestDifference(
  { name }: Workload,
  player: Player,
  expected: readonly number[],
  received: readonly number[],
): number {
  const difference = Math.max(
    ...expected.map((loss, step) => Math.abs((received[step] ?? Number.NaN) - loss) / Math.abs(loss)),
  );
  if (difference <= allowed) return difference;
  throw new Error(
    `${name}: ${player} computes another thing: losses ${received.join(', ')} where ours are ${expected.join(', ')}`,
  );
}
