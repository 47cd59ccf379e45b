/** Figures of training steps on disk: what is stored comes back, a range at a time, and an outline hides no extreme. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Figure } from '../../shared/contract/figures.ts';
import type { RunEvent } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import { createChanges } from '../../main/process/changes.ts';
import { createRunStore } from '../../main/runs/run-store.ts';
import { openStepFigures } from '../../main/runs/step-figures.ts';
import { createStepOutlines } from '../../main/runs/step-outline.ts';
import { watchRun } from '../../main/runs/watch-runs.ts';
import { templates } from '../../shared/templates/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { runSummary } from '../support/run-summary.ts';

const root = temporaryFolder();
let folders = 0;
const newFolder = () => join(root, `${++folders}`);

describe('the file of a figure', () => {
  test('gives back every bit, takes later words for earlier ones, and knows no step that was not told', () => {
    const folder = newFolder();
    const steps = openStepFigures(folder);
    expect(steps.names).toEqual([]);
    expect(steps.read('loss', 1, 5)).toHaveLength(0);
    steps.write('loss', 1, Float64Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY, -0));
    steps.write('accuracy/of ‘out’', 6, Float64Array.of(1));
    steps.write('loss', 3, Float64Array.of(3, 4, 5));
    steps.sync();
    steps.close();
    const again = openStepFigures(folder);
    expect(again.names).toEqual(['loss', 'accuracy/of ‘out’']);
    expect([...again.read('loss', 1, 100)]).toEqual([0.1, Number.NaN, 3, 4, 5]);
    expect([...again.read('loss', 4, 1)]).toEqual([4]);
    expect([...again.read('loss', 6, 3)]).toEqual([]);
    expect([...again.read('accuracy/of ‘out’', 1, 9)]).toEqual([...new Array<number>(5).fill(Number.NaN), 1]);
    again.close();
    expect(statSync(join(folder, 'steps', '0.f64')).size).toBe(5 * 8);
  });
});

describe('the outline of a curve', () => {
  const values = Float64Array.from({ length: 9000 }, (_, step) => Math.sin(step / 50) + (step === 4711 ? 100 : 0));
  values.fill(Number.NaN, 5000, 5600);
  const steps = openStepFigures(newFolder());
  const outlines = createStepOutlines(steps);
  for (let step = 0; step < values.length; step += 700) {
    steps.write('loss', step + 1, values.subarray(step, step + 700));
    outlines.changed('loss', step + 1);
  }
  const expected = (from: number, to: number) => {
    const finite = [...values.subarray(from, to)].filter(Number.isFinite);
    if (finite.length === 0) return { low: Number.NaN, high: Number.NaN, mean: Number.NaN };
    return {
      low: Math.min(...finite),
      high: Math.max(...finite),
      mean: finite.reduce((a, b) => a + b, 0) / finite.length,
    };
  };
  test('is exact in its extremes and means, however far it looks in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 0, max: 9500 }),
        fc.integer({ min: 2, max: 400 }),
        (from, length, columns) => {
          const to = from + length;
          const { first, stride, low, high, mean } = outlines.read('loss', from, to, columns);
          expect(low.length).toBeLessThanOrEqual(columns);
          const end = Math.min(to, 9000);
          if (end >= from) {
            expect(first).toBeLessThan(from);
            expect(first + stride * low.length).toBeGreaterThanOrEqual(end);
          }
          low.forEach((value, at) => {
            // Blocks of 1024 are not cut for a border in their middle.
            const until = Math.min(first + (at + 1) * stride, stride >= 1024 ? Math.ceil(end / 1024) * 1024 : end);
            const part = expected(first + at * stride, Math.min(9000, until));
            expect(value).toBe(part.low);
            expect(high[at]).toBe(part.high);
            if (Number.isNaN(part.mean)) expect(mean[at]).toBeNaN();
            else expect(mean[at]).toBeCloseTo(part.mean, 9);
          });
        },
      ),
      propertyRuns(60),
    );
  });
  test('sees what was written over, in blocks that were summed up already', () => {
    expect(Math.max(...outlines.read('loss', 1, 9000, 4).high)).toBeCloseTo(100, 0);
    steps.write('loss', 4700, new Float64Array(30));
    outlines.changed('loss', 4700);
    expect(Math.max(...outlines.read('loss', 1, 9000, 4).high)).toBeLessThanOrEqual(1);
  });
  test('of a figure that there is not is empty', () => {
    expect(outlines.read('nothing', 1, 100, 50).low).toHaveLength(0);
  });
});

describe('a run of many steps', () => {
  const store = createRunStore(newFolder(), () => 7);
  afterAll(() => store.close());
  const id = 'run-many' as RunId;
  const doc = templates.dampedSine.create('project-many' as never, 'Many');
  const summary = store.create(runSummary({ id, projectId: doc.id, startedAt: 1, epoch: 0 }), doc);
  let seq = 0;
  const told: RunEvent[] = [];
  const tell = (event: RunEvent['event']) => {
    seq += 1;
    const one = { seq, at: seq, event };
    told.push(one);
    return one;
  };
  const batches = (firstStep: number, loss: readonly Figure[]) =>
    tell({ kind: 'batches', firstStep, epoch: 1, figures: { loss: [...loss], accuracy: loss.map(() => 0.5) } });
  for (let step = 1; step <= 1000; step += 10) {
    const loss = Array.from({ length: 10 }, (_, index): Figure => (step + index === 500 ? 'nan' : 1 / (step + index)));
    store.append(summary, [batches(step, loss), ...(step % 100 === 1 ? [progress(step)] : [])], false);
  }
  function progress(step: number) {
    return tell({ kind: 'progress', epoch: 1, step, samplesPerSecond: 10, secondsLeft: null });
  }
  const collect = async (newest: number | null, afterSeq = 0) => {
    const pages: RunEvent[] = [];
    for await (const page of watchRun(store, id, afterSeq, () => undefined, newest)) pages.push(...page);
    return pages;
  };

  test('is told again event by event, as it was told', async () => {
    expect(await collect(null)).toEqual(told);
    expect(await collect(null, 42)).toEqual(told.slice(42));
  });
  test('is told to a page without the events of all steps but the newest, and with every other event', async () => {
    const seen = await collect(35);
    const steps = seen.flatMap(({ event }) => (event.kind === 'batches' ? [event.firstStep] : []));
    expect(steps).toEqual([961, 971, 981, 991]);
    const others = ({ event }: RunEvent) => event.kind !== 'batches';
    expect(seen.filter(others)).toEqual(told.filter(others));
    expect(seen.at(-1)).toEqual(told.at(-1));
    expect(await collect(5000)).toEqual(told);
  });
  test('has its whole curve in few numbers', () => {
    const { stride, low, high } = store.steps.outline(id, 'loss', 1, 1000, 50);
    expect(stride).toBe(21);
    expect(low.length).toBeLessThanOrEqual(50);
    expect(Math.max(...high)).toBe(1);
    expect(Math.min(...low)).toBe(1 / 1000);
    expect(store.steps.count(id)).toBe(1000);
  });
  test('that goes on at an earlier step tells the later word', async () => {
    store.append(summary, [batches(951, new Array<number>(10).fill(9))], false);
    expect([...store.steps.values(id, 'loss', 950, 3)]).toEqual([1 / 950, 9, 9]);
    const live = createChanges();
    const page = await watchRun(store, id, seq - 1, () => live, 10).next();
    expect(page.value).toEqual(told.slice(-1));
  });
  test('leaves nothing open behind when it is removed', () => {
    store.remove(id);
    expect(store.steps.names(id)).toEqual(['loss', 'accuracy']);
  });
});
