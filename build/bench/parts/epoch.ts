import { join } from 'node:path';
import type { ArrayFile, EpochAnswer } from '../requests.ts';
import { type Player, type SideOptions, startSide } from '../start-sides.ts';
import { median } from '../statistics.ts';
import { checkParameters, type Worker } from '../worker.ts';
import { workloadOf } from '../workloads.ts';
import { memoryOf } from './memory.ts';
import type { Comparison } from './part.ts';

export interface EpochResult {
  readonly seconds: Comparison;
  readonly megabytes: Comparison;
  /** Share of right characters, the median of the rounds, by side. */
  readonly accuracy: Readonly<Partial<Record<Player, number>>>;
}

const players: readonly Player[] = ['ours', 'pytorch', 'keras'];
/** A machine that needed longer for the rounds so far begins no other. */
const patienceMs = 60_000;

/**
 * A whole epoch of S7 with its validation: ours as a run of the template, from its job to its checkpoints; Keras by `fit`;
 * PyTorch by a loop. All on our samples. Each round in new processes, whose memory at the highest is told as well; starting
 * them is not counted, compiling is.
 */
export async function compareEpoch(
  options: SideOptions,
  { rounds, folder, tell }: { readonly rounds: number; readonly folder: string; readonly tell: (text: string) => void },
): Promise<EpochResult> {
  const workload = workloadOf('S7');
  const from = await epochData(options, join(folder, 'epoch.bin'));
  const seconds = new Map<Player, number[]>();
  const megabytes = new Map<Player, number[]>();
  const accuracies = new Map<Player, number[]>();
  const begin = performance.now();
  for (let round = 0; round < rounds && performance.now() - begin < patienceMs; round += 1) {
    tell(`epoch of S7, round ${round + 1} of ${rounds}`);
    for (const player of round % 2 === 0 ? players : players.toReversed()) {
      const worker = await startSide(player, options);
      if (worker === undefined) continue;
      try {
        const answer = await worker.ask<EpochAnswer>({ ask: 'epoch', workload, from });
        checkParameters(answer.parameters, workload);
        push(seconds, player, answer.seconds);
        push(accuracies, player, answer.accuracy);
        push(megabytes, player, await memoryOf(worker));
      } finally {
        worker.stop();
      }
    }
  }
  const title = '75,000 sums, batches of 32, with validation';
  return {
    seconds: { key: 'epoch-S7', title: `epoch of S7: ${title}`, blocks: Object.fromEntries(seconds), limits: {} },
    megabytes: {
      key: 'memory-epoch-S7',
      title: 'epoch of S7, with its data',
      blocks: Object.fromEntries(megabytes),
      limits: { keras: 1 },
    },
    accuracy: Object.fromEntries([...accuracies].map(([player, values]) => [player, median(values)])),
  };
}

async function epochData(options: SideOptions, file: string): Promise<ArrayFile> {
  const worker: Worker | undefined = await startSide('ours', options);
  if (worker === undefined) throw new Error('our own side is missing');
  try {
    return await worker.ask<ArrayFile>({ ask: 'epochData', file });
  } finally {
    worker.stop();
  }
}

function push(map: Map<Player, number[]>, player: Player, value: number): void {
  map.set(player, [...(map.get(player) ?? []), value]);
}
