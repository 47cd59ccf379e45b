import { describe, expect, test } from 'vitest';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { flatLayers, goldenConfigs, goldenMissing } from './golden-configs.ts';

/** Cases with a layer that the first cut does not have: refused by its name. */
const refused: Readonly<Record<string, string>> = { conv_lstm_2d: 'ConvLSTM2D' };

describe.skipIf(goldenMissing)(`golden configs${goldenMissing ? ' SKIPPED: no ../shared' : ''}`, () => {
  for (const { name, config } of goldenConfigs()) {
    test(name, () => {
      const graph = kerasToGraph(config);
      if (!graph.ok) {
        expect(graph.problem).toMatchObject({ code: 'model/unsupported-layer' });
        expect(JSON.stringify(graph.problem.details)).toContain(refused[name] ?? 'nothing');
        return;
      }
      expect(refused[name]).toBeUndefined();
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
