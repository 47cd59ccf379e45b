import { expect, test } from 'vitest';
import { textBaseline } from '../../shared/data/parts/baseline.ts';
import { csv, temporaryStore } from './support.ts';

const { prepare } = temporaryStore();

test('words that tell the class are found, whatever else is said', () => {
  const bags = Array.from({ length: 90 }, (_, at) => [2 + (at % 3), 5 + ((at * 7) % 11), 5 + ((at * 5) % 11)]);
  const labels = bags.map((_, at) => at % 3);
  expect(textBaseline(bags.slice(0, 60), labels, bags.slice(60), labels.slice(60), 16, 3)).toBe(1);
  // Nothing but noise: about one in three.
  const noise = bags.map(([, ...others]) => others);
  expect(textBaseline(noise.slice(0, 60), labels, noise.slice(60), labels.slice(60), 16, 3)).toBeLessThan(0.7);
});

test('a table of texts comes with the number to beat', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, at) => `pump ${at % 2 === 0 ? 'hot' : 'cold'} day ${at % 7},${at % 2 === 0 ? 'alarm' : 'fine'}`,
  );
  const steps = (target: string[]) => [
    { step: 'select', features: ['note'], target },
    { step: 'words', column: 'note' },
    { step: 'split', by: 'share', validation: 0.25, seed: 3 },
  ];
  const data = await prepare(csv('note,state', rows), steps(['state']));
  expect(data.counts.baseline).toBe(1);
  expect(data.steps.find(({ step }) => step === 'words')?.summary).toMatchObject({ baseline: 1 });
});
