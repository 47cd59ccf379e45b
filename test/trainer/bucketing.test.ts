/** Batches of similar length, from the settings to the run: what it says, what it sees, and what is refused. */
import { describe, expect, test } from 'vitest';
import { recipeSchema } from '../../shared/data/recipe.ts';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { templateOf } from '../../shared/templates/index.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import { bucketingObstacle, bucketingProblems } from '../../shared/training/bucketing.ts';
import { estimatePadding, countLengths } from '../../shared/data/parts/buckets.ts';
import { compileRun } from '../../main/runs/compile-run.ts';
import { unknownFacts } from '../../shared/data/batch-facts.ts';
import { layer } from '../export/models.ts';
import { chainModel, epochsOf, lastStatus, makeJob, type Trained, trainHere } from './train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const length = (sequence: number): number => 1 + ((sequence * 7) % 23);
const csv = [
  'id,a,b,y',
  ...Array.from({ length: 60 }, (_, s) =>
    Array.from({ length: length(s) }, (__, t) => `${s},${Math.sin(s + t)},${Math.cos(s * t)},${s % 2 ? 'p' : 'q'}`),
  ).flat(),
].join('\n');
const steps = [
  { step: 'select', features: ['a', 'b'], target: ['y'], task: 'classification' },
  { step: 'group', by: 'id', target: 'constant' },
  { step: 'pad', side: 'post', length: 'batch', value: 0 },
  { step: 'split', by: 'share', validation: 0.2, seed: 1 },
];
const model = chainModel(
  [null as unknown as number, 2],
  layer('Masking', 'masking', { mask_value: 0 }),
  layer('GRU', 'gru', { units: 4, dropout: 0.1 }),
  layer('Dense', 'out', { units: 2, activation: 'softmax' }),
);
const settings = {
  loss: { id: 'categorical_crossentropy' },
  epochs: 3,
  batchSize: 8,
  buckets: 4,
  metrics: ['accuracy'],
};

const stepLosses = ({ events }: Trained) =>
  events.flatMap((event) => (event.kind === 'batches' ? (event.figures['loss'] ?? []) : []));
const paddingOf = ({ events }: Trained) =>
  events.flatMap((event) => (event.kind === 'started' ? [event.counts?.['padding']] : []))[0] as {
    plain: number;
    bucketed: number | null;
  };

describe('a run with batches of similar length', () => {
  test('pads less, says how much, and goes on after a stop in the middle of an epoch with the same bits', async () => {
    const job = makeJob(model, csv, steps, settings);
    const whole = await trainHere(folder, job);
    expect(lastStatus(whole)?.status).toBe('finished');
    expect(stepLosses(whole)).toHaveLength(18);
    const { plain, bucketed } = paddingOf(whole);
    expect(plain).toBeGreaterThan(0.25);
    expect(bucketed).toBeLessThan(0.6 * plain);
    const again = await trainHere(folder, job);
    expect(stepLosses(again)).toEqual(stepLosses(whole));

    let seen = 0;
    const stopped = await trainHere(folder, job, {
      each: (event, control) => {
        if (event.kind === 'batches') seen += 1;
        if (seen === 1) control.stop();
      },
    });
    expect(lastStatus(stopped)?.status).toMatch(/stopped|finished/);
    const before = stepLosses(stopped);
    const resumed = await trainHere(folder, job, {
      runFolder: stopped.runFolder,
      from: { checkpoint: `${stopped.runFolder}/last.ckpt`, mode: 'resume' },
    });
    expect([...before, ...stepLosses(resumed)]).toEqual(stepLosses(whole));
    expect(epochsOf(resumed).at(-1)?.figures).toEqual(epochsOf(whole).at(-1)?.figures);
  });

  test('off, a run tells its padding alone, and sees other batches', async () => {
    const plain = await trainHere(folder, makeJob(model, csv, steps, { ...settings, buckets: null }));
    expect(paddingOf(plain).bucketed).toBeNull();
    const bucketed = await trainHere(folder, makeJob(model, csv, steps, settings));
    expect(paddingOf(bucketed).plain).toBe(paddingOf(plain).plain);
    expect(stepLosses(plain)).not.toEqual(stepLosses(bucketed));
  });

  test('estimates from the counts of lengths what a run will pad', () => {
    const lengths = Array.from({ length: 600 }, (_, s) => length(s));
    const counts = countLengths(lengths);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(600);
    const [plain, bucketed] = [estimatePadding(counts, 8, null), estimatePadding(counts, 8, 4)];
    expect(plain).toBeGreaterThan(0.35);
    expect(plain).toBeLessThan(0.55);
    expect(bucketed).toBeLessThan(0.2);
    expect(estimatePadding([[5, 10]], 4, 3)).toBe(0);
    expect(estimatePadding([], 4, null)).toBe(0);
  });
});

describe('what batches of similar length need', () => {
  const document = (id: string) => {
    const template = templateOf(id);
    if (!template) throw new Error(id);
    return template.create('project-test' as ProjectId, id);
  };
  const ragged = document('raggedTable');
  const table = ragged.data.source;
  const recipe = (...changed: object[]) => recipeSchema.parse({ version: 1, steps: changed });
  const group = { step: 'group', by: 'id', target: 'constant' };
  const pad = { step: 'pad', side: 'post', length: 'batch', value: 0 };
  const select = { step: 'select', features: ['a'], target: ['y'] };

  test('is a table of sequences that are padded by batch, one at a time, without states', () => {
    const { graph } = ragged;
    expect(bucketingObstacle(table, recipe(select, group, pad), graph)).toBeNull();
    expect(bucketingObstacle(table, recipe(select, group, { ...pad, length: 'longest' }), graph)).toBe('padding');
    expect(bucketingObstacle(table, recipe(select, group), graph)).toBe('padding');
    expect(bucketingObstacle(table, recipe(select), graph)).toBe('length');
    expect(bucketingObstacle(null, recipe(select, group, pad), graph)).toBe('length');
    expect(bucketingObstacle(table, recipe(select, group, { step: 'pairs' }, pad), graph)).toBe('pairs');
    expect(bucketingObstacle(table, recipe(select, group, pad), document('stateful').graph)).toBe('stateful');
  });

  test('is told by a sentence of its own in every language, and asked for before a run starts', async () => {
    const sentences = ['raggedTable', 'addition', 'stateful'].flatMap((id) => {
      const doc = document(id);
      const training = { ...doc.training, buckets: 4 };
      expect(bucketingProblems(doc.training, doc.data, doc.graph)).toEqual([]);
      const problems = bucketingProblems(training, doc.data, doc.graph);
      expect(problems.map(({ code, param }) => [code, param])).toEqual([['training/buckets', 'buckets']]);
      return problems.flatMap((one) => languages.map((language) => problemText(one, translator(language))));
    });
    expect(new Set(sentences).size).toBe(2 * languages.length);
    for (const sentence of sentences) expect(sentence).not.toMatch(/problem\.|[{}]/);
    const doc = { ...ragged, training: { ...ragged.training, buckets: 4 } };
    await expect(
      compileRun('run-test' as RunId, doc, 'auto', () => Promise.resolve({ inputs: [], batches: unknownFacts })),
    ).rejects.toMatchObject({ problem: { code: 'training/buckets', details: { context: 'padding' } } });
  });
});
