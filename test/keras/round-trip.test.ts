import { describe, expect, test } from 'vitest';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { flatLayers, goldenConfigs, goldenMissing } from './golden-configs.ts';

describe.skipIf(goldenMissing)(`golden configs${goldenMissing ? ' SKIPPED: no ../shared' : ''}`, () => {
  for (const { name, config } of goldenConfigs()) {
    test(name, () => {
      const graph = kerasToGraph(config);
      if (!graph.ok) throw new Error(JSON.stringify(graph.problem));
      expect(
        inferGraph(graph.value, { inputSpecs: [] }).problems.filter((found) => found.severity === 'error'),
      ).toEqual([]);
      const back = graphToKeras(graph.value, { inputSpecs: [] });
      if (!back.ok) throw new Error(JSON.stringify(back.problem));
      expect(flatLayers(back.value)).toEqual(flatLayers(config));
      // And once more: what the studio writes it reads back as the same model.
      const again = kerasToGraph(back.value);
      if (!again.ok) throw new Error(JSON.stringify(again.problem));
      expect(graphToKeras(again.value, { inputSpecs: [] })).toEqual(back);
    });
  }
});
