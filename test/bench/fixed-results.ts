import type { Comparison } from '../../build/bench/parts/part.ts';
import { makeReport, type Results } from '../../build/bench/report/report.ts';

export const machine: Results['machine'] = {
  processor: 'Test processor',
  threads: 2,
  instructionSets: ['avx2', 'avx512f'],
  gigabytes: 16,
  system: 'linux 6 x64',
  node: '24.0.0',
  loads: [0.1, 1.9],
};

export const row = (key: string, rest: Partial<Comparison>): Comparison => ({
  key,
  title: `title of ${key}`,
  blocks: {},
  limits: {},
  ...rest,
});

export const results: Results = {
  sections: [
    {
      id: 'training',
      rows: [
        row('S5', {
          blocks: { ours: [1, 2, 3], pytorch: [4, 4, 4], keras: [10, 10, 20], tfjs: [200, 100, 300] },
          limits: { pytorch: 0.4, keras: 0.25 },
          mode: 'traced',
        }),
        row('GRU', {
          blocks: { ours: [5, 6, 7], keras: [2, 2, 2] },
          limits: { pytorch: 0.6, keras: 0.6 },
          note: 'stock tfjs has no such GRU',
          mode: 'eager',
        }),
      ],
    },
    {
      id: 'prediction',
      rows: [
        row('predict-S5-1', {
          blocks: { ours: [0.1], pytorch: [0.4], keras: [50], kerasDirect: [5] },
          limits: { pytorch: 0.5, keras: 0.1 },
        }),
      ],
    },
    { id: 'epoch', rows: [row('epoch-S7', { blocks: { ours: [1, 1, 1], keras: [8, 8, 8] } })] },
    { id: 'memory', rows: [row('memory-S7', { blocks: { ours: [400], keras: [800] }, limits: { keras: 1 } })] },
  ],
  arithmetic: {
    flopPerSecond: 2e11,
    figures: [
      {
        key: 'S5',
        flop: 2e7,
        least: 0.1,
        step: 2,
        share: 0.05,
        profile: { step: 3, recurrent: 1, products: 0.25, update: 0.25, others: 0.5, operations: 40 },
      },
      { key: 'GRU', flop: 4e8, least: 2, step: 6, share: 1 / 3, profile: null },
    ],
  },
  feeding: [
    { template: 'addition', reused: 1, fresh: 1.02, cost: 0.02, limit: 0.05 },
    { template: 'dampedSine', reused: 0.2, fresh: 0.3, cost: 0.1, limit: 0.03 },
  ],
  app: [{ name: 'start', unit: 's', value: 1.5, limit: 3 }],
  accuracy: { ours: 0.9981, keras: 0.9979 },
  losses: { S5: { keras: 2e-6, pytorch: 1e-5 } },
  versions: { ours: { engine: 'tensorflow-cpu' }, keras: { keras: '3.15.1' } },
  machine,
  settings: {},
  failures: [],
};

export const report = makeReport(results);
