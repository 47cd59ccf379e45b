/** Our summaries beside those of real Keras, character by character. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { weftObjects } from '../../main/export/weft-objects.ts';
import { readKerasFile } from '../../main/keras-file/read-keras.ts';
import { summarizeConfig } from '../../main/trainer/model/summary.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { summarize, type Summary } from '../../shared/graph/summary.ts';
import { optimizerSize } from '../../shared/graph/summary-optimizer.ts';
import { summaryText, totalLines } from '../../shared/graph/summary-text.ts';
import { withFreeNames } from '../../shared/keras/free-names.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { templates } from '../../shared/templates/index.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { goldenFolder, hasGolden, needsGolden } from '../golden/folders.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { chanceFrom, drawable, randomGraph } from './random-graph.ts';
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

/** Masked drawings from the registry; studio-only layers need their Python file, which this judge does not import. */
const kerasTypes = drawable.filter((type) => type.keras?.package === undefined);
const masked = Array.from({ length: 400 }, (_, seed) => ({
  id: `seed ${seed}`,
  graph: randomGraph(chanceFrom(seed), { size: 3 + (seed % 5), types: kerasTypes }),
}))
  .flatMap(({ id, graph }) => {
    const model = graphToKeras(graph, { inputSpecs: [] });
    const hasMask = [...inferGraph(graph, { inputSpecs: [] }).wires.values()].some((wire) => wire.masked);
    return model.ok && hasMask ? [{ id, graph, config: withFreeNames(model.value) }] : [];
  })
  .slice(0, Number(process.env['WEFT_RUNS'] ?? 40));

const answers: Promise<Readonly<Record<string, KerasSummary>>> = kerasPython
  ? kerasSummaries({
      files,
      objects: weftObjects,
      configs: Object.fromEntries([
        ...drawn.map(({ id, config, optimizer }) => [`template ${id}`, { config, optimizer }] as const),
        ...masked.map(({ id, config }) => [id, { config }] as const),
      ]),
    })
  : Promise.resolve({});

const ours = (summary: Summary) => ({
  wide: `${summaryText(summary, { showTrainable: true, expandNested: true })}\n`,
  plain: `${summaryText(summary)}\n`,
  narrow: `${summaryText(summary, { showTrainable: true, expandNested: true, lineLength: 76 })}\n`,
});

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

  test.each(drawn)('of the template $id', { timeout: 240_000 }, async ({ id, doc, inputSpecs, optimizer }) => {
    const expected = (await answers)[`template ${id}`];
    const inference = inferGraph(doc.graph, { inputSpecs });
    const before = summarize(doc.graph, inference, doc.graph.definitions);
    const size = optimizerSize(optimizer.class_name, optimizer.config, before.total.trainable);
    const summary = summarize(doc.graph, inference, doc.graph.definitions, { optimizer: size });
    expect(totalLines(summary)).toEqual(expected?.wide.split('\n').filter((line) => line.includes(' params: ')));
    expect(ours(summary)).toEqual(expected);
  });

  test.each(masked)('of a masked drawing, $id', { timeout: 240_000 }, async ({ id, graph, config }) => {
    const expected = (await answers)[id];
    expect(ours(summarize(graph, inferGraph(graph, { inputSpecs: [] }), graph.definitions))).toEqual(expected);
    expect(ours(summarizeConfig(config))).toEqual(expected);
  });
});
