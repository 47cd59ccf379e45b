/** Our summaries beside those of real Keras, character by character. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKerasFile } from '../../main/keras-file/read-keras.ts';
import { summarizeConfig } from '../../main/trainer/model/summary.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { summarize, type Summary } from '../../shared/graph/summary.ts';
import { optimizerSize } from '../../shared/graph/summary-optimizer.ts';
import { summaryText, totalLines } from '../../shared/graph/summary-text.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { templates } from '../../shared/templates/index.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { goldenFolder, hasGolden, needsGolden } from '../golden/folders.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { type KerasSummary, kerasSummaries } from './summary-judge.ts';

const files = hasGolden
  ? Object.fromEntries(
      readdirSync(goldenFolder)
        .filter((file) => file.endsWith('.keras'))
        .map((file) => [file.slice(0, -6), join(goldenFolder, file)]),
    )
  : {};

/** Templates whose data are files know their shapes only once these are read: an example of them stands in. */
const drawn = Object.entries(templates).flatMap(([id, template]) => {
  const doc = template.create('project' as never, id);
  const { source, recipe } = doc.data;
  const inputSpecs = source ? inputSpec(recipe, source).inputs : [];
  const known = inputSpecs.map((spec) => ({
    ...spec,
    shape: spec.shape.map((axis) => (axis.name === 'features' && axis.size === null ? { ...axis, size: 28 } : axis)),
  }));
  const model = graphToKeras(doc.graph, { inputSpecs: known });
  if (!model.ok) throw new Error(`${id}: ${JSON.stringify(model.problem)}`);
  const { optimizer } = compileConfig(doc.training, { stepsPerEpoch: 10 });
  return [{ id, doc, inputSpecs: known, config: model.value, optimizer }];
});

const answers: Promise<Readonly<Record<string, KerasSummary>>> = kerasPython
  ? kerasSummaries({
      files,
      configs: Object.fromEntries(drawn.map(({ id, config, optimizer }) => [`template ${id}`, { config, optimizer }])),
    })
  : Promise.resolve({});

const ours = (summary: Summary) => ({
  wide: `${summaryText(summary, { showTrainable: true, expandNested: true })}\n`,
  plain: `${summaryText(summary)}\n`,
  narrow: `${summaryText(summary, { showTrainable: true, expandNested: true, lineLength: 76 })}\n`,
});

/** Rows of a table by cell: layer, shape, parameters, and whether it is trained (the last column). */
const cells = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('│') && !line.startsWith('│    '))
    .map((line) => line.split('│').map((cell) => cell.trim()))
    .map((row) => [row[1] ?? '', row[2] ?? '', row[3] ?? '', row.at(-2) ?? '']);
/** Keras lists the operations by which it derives a mask among the layers; a drawing has no such rows. */
const maskOperations = (text: string): readonly string[] =>
  cells(text).flatMap(([name = '']) => (/^(?:not_equal|any)(?:_\d+)? \(/.test(name) ? [name] : []));

describe.skipIf(!kerasPython)('the summary that Keras prints', () => {
  test.skipIf(!hasGolden)(needsGolden('of every golden model, in three layouts'), { timeout: 240_000 }, async () => {
    const keras = await answers;
    for (const [name, path] of Object.entries(files)) {
      expect(existsSync(path)).toBe(true);
      const { config, compile } = await readKerasFile(path);
      expect({ name, ...ours(summarizeConfig(config, compile)) }).toEqual({ name, ...keras[name] });
    }
    expect(Object.keys(files).length).toBe(64);
  });

  test.each(drawn)('of the template $id', { timeout: 240_000 }, async ({ id, doc, inputSpecs, config, optimizer }) => {
    const expected = (await answers)[`template ${id}`];
    const inference = inferGraph(doc.graph, { inputSpecs });
    const before = summarize(doc.graph, inference, doc.graph.definitions);
    const size = optimizerSize(optimizer.class_name, optimizer.config, before.total.trainable);
    const summary = summarize(doc.graph, inference, doc.graph.definitions, { optimizer: size });
    expect(totalLines(summary)).toEqual(expected?.wide.split('\n').filter((line) => line.includes(' params: ')));
    const operations = maskOperations(expected?.wide ?? '');
    if (operations.length === 0) expect(ours(summary)).toEqual(expected);
    else
      expect(cells(ours(summary).wide)).toEqual(
        cells(expected?.wide ?? '').filter(([name]) => !operations.includes(name ?? '')),
      );
  });
});
