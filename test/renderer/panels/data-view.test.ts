import { describe, expect, test } from 'vitest';
import { stepTypes, type StepId } from '../../../shared/data/steps/index.ts';
import { stepSchema } from '../../../shared/data/recipe.ts';
import { stepFields } from '../../../renderer/data/step-fields.ts';
import { addableSteps, addStep, newStep } from '../../../renderer/data/recipe-edits.ts';
import { uploadFile, chunkBytes } from '../../../renderer/data/upload.ts';
import { pagesOf, tallest, visibleRows } from '../../../renderer/data/visible-rows.ts';
import { catalogues } from '../../../shared/i18n/index.ts';
import type { ImportEvent } from '../../../shared/contract/data-types.ts';

describe('rows on the screen', () => {
  const viewport = { rowHeight: 28, height: 560 };
  test('a short table is as tall as its rows', () => {
    expect(visibleRows({ ...viewport, rows: 100, scrollTop: 0 })).toMatchObject({ total: 2800, first: 0, top: 0 });
    const end = visibleRows({ ...viewport, rows: 100, scrollTop: 2800 - 560 });
    expect(end.first + end.count).toBe(100);
  });
  test('a hundred million rows fit: the first and the last can be reached, the element stays within what browsers allow', () => {
    const rows = 100_000_000;
    const start = visibleRows({ ...viewport, rows, scrollTop: 0 });
    expect(start).toMatchObject({ total: tallest, first: 0 });
    const end = visibleRows({ ...viewport, rows, scrollTop: tallest - 560 });
    expect(end.first + end.count).toBe(rows);
    expect(end.top + end.count * 28).toBe(tallest);
  });
  test('only the pages in view are asked for', () => {
    expect(pagesOf(190, 30, 200)).toEqual([0, 1]);
    expect(pagesOf(400, 1, 200)).toEqual([2]);
    expect(pagesOf(0, 0, 200)).toEqual([]);
  });
});

describe('forms of recipe steps', () => {
  const ids = Object.keys(stepTypes) as StepId[]; // the registry's own keys
  test.each(ids)('%s: every field of its schema has a form field', (id) => {
    const names = Object.keys((stepTypes[id].schema as unknown as { shape: object }).shape).filter(
      (name) => name !== 'step',
    ); // steps are object schemas
    expect(stepFields(id).map((field) => field.name)).toEqual(names);
  });
  test.each(ids)('%s: every field has its words in both languages', (id) => {
    for (const catalogue of Object.values(catalogues)) {
      for (const { name } of stepFields(id)) {
        const keys = [`recipe.field.${id}.${name}`, `recipe.field.${name}`];
        expect(
          keys.some((key) => catalogue[key]),
          `${id}.${name}`,
        ).toBe(true);
      }
    }
  });
  test('texts that name columns become choices of columns', () => {
    const kind = (id: StepId, name: string): string | undefined =>
      stepFields(id).find((field) => field.name === name)?.kind;
    expect(kind('group', 'by')).toBe('column');
    expect(kind('select', 'features')).toBe('columns');
    expect(kind('pad', 'length')).toBe('choiceOrInteger');
    expect(kind('missing', 'default')).toBe('choiceOrConstant');
    expect(kind('scale', 'range')).toBe('range');
    expect(kind('split', 'values')).toBe('values');
  });
  test.each(ids)('%s: a new step passes its own schema and names columns that exist', (id) => {
    expect(stepSchema.safeParse(newStep(id, ['a', 'b'])).success).toBe(true);
  });
  test('steps are offered once, and only for their kind of data', () => {
    const recipe = addStep({ version: 1, steps: [] }, 'select', ['a', 'b']);
    expect(addableSteps(recipe, 'table')).not.toContain('select');
    expect(addableSteps(recipe, 'table')).toContain('scale');
    expect(addableSteps(addStep(recipe, 'scale', ['a']), 'table')).toContain('scale');
    expect(addableSteps({ version: 1, steps: [] }, 'text')).toEqual(['characters', 'split']);
    expect(addableSteps({ version: 1, steps: [] }, 'generator')).toEqual([]);
  });
});

describe('sending a file', () => {
  const done: ImportEvent = { kind: 'failed', problems: [] };
  const core = (events: AsyncIterable<ImportEvent>) => {
    const sent: { offset: number; size: number }[] = [];
    const state = { cancelled: false };
    return {
      sent,
      state,
      calls: {
        begin: async () => ({ uploadId: 'u' }),
        chunk: async ({ offset, bytes }: { offset: number; bytes: Blob }) =>
          void sent.push({ offset, size: bytes.size }),
        cancel: async () => void (state.cancelled = true),
        follow: async () => events,
      },
    };
  };
  const endless = async function* (): AsyncGenerator<ImportEvent> {
    await new Promise(() => undefined);
  };

  test('goes in chunks, in order, to the last byte', async () => {
    const whole = chunkBytes * 2 + 5;
    let finish = (): void => undefined;
    const all = new Promise<void>((resolve) => (finish = resolve));
    const fake = core(
      (async function* () {
        await all;
        yield done;
      })(),
    );
    const chunk = fake.calls.chunk;
    fake.calls.chunk = async (input) => {
      await chunk(input);
      if (fake.sent.length === 3) finish();
    };
    const outcome = await uploadFile(
      fake.calls,
      new File([new Uint8Array(whole)], 'a.csv'),
      () => undefined,
      new AbortController().signal,
    );
    expect(outcome).toBe(done);
    expect(fake.sent).toEqual([
      { offset: 0, size: chunkBytes },
      { offset: chunkBytes, size: chunkBytes },
      { offset: 2 * chunkBytes, size: 5 },
    ]);
  });
  test('stops when the person cancels, and tells the core', async () => {
    const fake = core(endless());
    const controller = new AbortController();
    const sending = uploadFile(fake.calls, new File(['a,b\n1,2\n'], 'a.csv'), () => undefined, controller.signal);
    controller.abort();
    await expect(sending).rejects.toThrow();
    expect(fake.state.cancelled).toBe(true);
  });
});
