/** Every repair: the problem is found, it is offered, applying it makes the problem go away, and texts exist. */
import { describe, expect, test } from 'vitest';
import { unknownFacts } from '../../shared/data/batch-facts.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { applyRepair, repairIds, repairsFor } from '../../shared/graph/repairs.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { catalogues, languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { chain, classTarget, draw, type DrawnNode, input, output, sequenceInput } from './drawing.ts';
import { repairCases, withLoss } from './repair-cases.ts';

const lstm = (params: Record<string, unknown> = {}): DrawnNode => ({
  id: 'lstm',
  type: 'lstm',
  params: { units: 4, ...params },
});

test('every repair has its case and its texts', () => {
  expect([...new Set(repairCases.map((entry) => entry.repair))].sort()).toEqual([...repairIds].sort());
  for (const language of languages)
    expect(
      repairIds.filter((id) => !catalogues[language][`repair.${id}`]),
      language,
    ).toEqual([]);
});

describe.each(
  repairCases.map((entry) => ({ ...entry, name: `${entry.repair}${entry.title ? ` (${entry.title})` : ''}` })),
)('$name', (entry) => {
  const settings = { ...withLoss(entry.loss ?? 'mean_squared_error'), ...entry.training };
  const targetSpecs = [entry.target, entry.secondTarget].flatMap((target) => (target ? [target] : []));
  const batches = entry.batches ?? unknownFacts;
  const options = { inputSpecs: entry.inputs, targetSpecs, settings, batches };
  const problems = validateGraph(entry.doc, options);
  const found = problems.find(
    (problem) => problem.code === entry.code && (problem.nodeId === entry.at || problem.wireId === entry.at),
  );

  test('is found, offered and told', () => {
    if (!found) throw new Error(`not found among ${JSON.stringify(problems)}`);
    const context = { ...options, inference: inferGraph(entry.doc, options) };
    expect(repairsFor(entry.doc, found, context)).toContain(entry.repair);
    if (entry.first !== false) expect(found.repair).toBe(entry.repair);
    for (const language of languages) {
      const text = problemText(found, translator(language));
      expect(text).not.toMatch(/[{}]|^problem\.|undefined/);
      expect(translator(language)(`repair.${entry.repair}`, found.details)).not.toMatch(/[{}]|^repair\.|undefined/);
      // The plain sentence about the last step names the layers instead of their shapes.
      const shapes = found.details.context === 'lastStep' ? [] : [found.details.expected, found.details.received];
      for (const said of shapes) if (said !== undefined) expect(text).toContain(String(said));
    }
  });

  test('mends it without making a new error', () => {
    if (!found) throw new Error('not found');
    const context = { ...options, inference: inferGraph(entry.doc, options) };
    const before = { graph: entry.doc, training: settings };
    const mended = applyRepair(before, entry.repair, found, context);
    const after = validateGraph(mended.graph, { ...options, settings: mended.training });
    expect(
      after.filter(
        (problem) => problem.code === entry.code && problem.nodeId === found.nodeId && problem.wireId === found.wireId,
      ),
    ).toEqual([]);
    expect(after.filter((problem) => problem.severity === 'error')).toEqual([]);
  });
});

test('a finished model has no problem and compiles', () => {
  const doc = draw(
    chain(
      input,
      { id: 'mask', type: 'masking' },
      lstm(),
      { id: 'dense', type: 'dense', params: { units: 3, activation: 'softmax' } },
      output,
    ),
  );
  const options = {
    inputSpecs: sequenceInput(),
    targetSpecs: [classTarget(3)],
    settings: withLoss('categorical_crossentropy'),
  };
  expect(validateGraph(doc, options)).toEqual([]);
  expect(graphToKeras(doc, options).ok).toBe(true);
});

test('an empty canvas has one problem; a broken one does not compile and says why', () => {
  expect(validateGraph(draw({ nodes: [], wires: [] }), { inputSpecs: [], targetSpecs: [] })).toMatchObject([
    { code: 'graph/empty' },
  ]);
  const compiled = graphToKeras(draw(chain(input, lstm(), { id: 'second', type: 'lstm' }, output)), {
    inputSpecs: sequenceInput(),
  });
  expect(compiled).toMatchObject({ ok: false, problem: [{ code: 'shape/rank', nodeId: 'second' }] });
});
