import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { chanceFrom, randomGraph } from './random-graph.ts';
import { propertyRuns } from '../support/property-runs.ts';

const drawings = (most: number) => fc.record({ seed: fc.nat(2 ** 31), size: fc.integer({ min: 1, max: most }) });

describe('any graph that can be drawn', () => {
  test('compiles, or a problem with a text names a node that is there', () => {
    fc.assert(
      fc.property(drawings(14), ({ seed, size }) => {
        const doc = randomGraph(chanceFrom(seed), { size, isWild: true });
        const compiled = graphToKeras(doc, { inputSpecs: [] });
        const { problems } = inferGraph(doc, { inputSpecs: [] });
        const ids = new Set<string>([doc, ...doc.definitions].flatMap((graph) => graph.nodes.map((node) => node.id)));
        for (const found of compiled.ok ? problems : [...problems, ...compiled.problem]) {
          if (!found.code.startsWith('graph/no-')) expect(ids).toContain(found.nodeId);
          for (const language of languages) expect(problemText(found, translator(language))).not.toContain('{');
        }
        if (!compiled.ok) expect(compiled.problem.length).toBeGreaterThan(0);
      }),
      propertyRuns(200),
    );
  }, 120_000);
});
