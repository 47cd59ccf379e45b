/** Sequential and Functional as layers: the calls of a plan one after the other. A layer that is called several times shares its weights. */
import { StudioError } from '../../../shared/problem.ts';
import type { Source } from './call-order.ts';
import type { BuiltLayer, LayerBody, LayerInput, LayerSetup, Mask, Shape, Tensor } from './layer.ts';
import { layerName, type ModelPlan } from './model-plan.ts';
import { readsRecordedMask, recordedMasks } from './recorded-masks.ts';
import { watchedCall } from './watched-call.ts';

/** Builds every layer of a plan at its first call and returns the model as a layer. */
export function buildGraph(setup: Pick<LayerSetup, 'addChild' | 'tf'>, plan: ModelPlan): LayerBody {
  const configs = new Map(plan.layers.map((layer) => [layerName(layer), layer]));
  const built = new Map<string, BuiltLayer>();
  const shapes = new Map<string, readonly Shape[]>();
  plan.inputSources.forEach((source, index) =>
    shapes.set(`${source.layer}:${source.call}`, [plan.inputs[index]?.shape ?? []]),
  );

  const shapeOf = (source: Source, known: ReadonlyMap<string, readonly Shape[]>): Shape => {
    const shape = known.get(`${source.layer}:${source.call}`)?.[source.output];
    if (shape === undefined)
      throw new StudioError('model/unreadable', {
        expected: `output ${source.output} of ${source.layer}`,
        received: 'nothing',
      });
    return shape;
  };
  for (const call of plan.calls) {
    const config = configs.get(call.layer);
    if (config === undefined)
      throw new StudioError('model/unreadable', { expected: `layer ${call.layer}`, received: 'nothing' });
    const inputShapes = call.sources.map((source) => shapeOf(source, shapes));
    const layer = built.get(call.layer) ?? setup.addChild(`layers`, config, inputShapes);
    built.set(call.layer, layer);
    shapes.set(`${call.layer}:${call.call}`, layer.outputShapes(inputShapes));
  }
  const layerOf = (name: string): BuiltLayer => {
    const layer = built.get(name);
    if (layer === undefined) throw new RangeError(`layer ${name} was not built`);
    return layer;
  };
  const batchSize =
    plan.inputs[0]?.shape[0] ?? [...built.values()].find((layer) => layer.batchSize !== undefined)?.batchSize;

  return {
    ...(batchSize !== undefined ? { batchSize } : {}),
    mixesBatch: [...built.values()].some((layer) => layer.mixesBatch === true),
    outputShapes(inputs) {
      const known = new Map<string, readonly Shape[]>();
      plan.inputSources.forEach((source, index) => known.set(`${source.layer}:${source.call}`, [inputs[index] ?? []]));
      for (const call of plan.calls) {
        known.set(
          `${call.layer}:${call.call}`,
          layerOf(call.layer).outputShapes(call.sources.map((source) => shapeOf(source, known))),
        );
      }
      return plan.outputSources.map((source) => shapeOf(source, known));
    },
    call({ inputs, masks }, context) {
      const results = new Map<string, Result>();
      const forgotten = new Set<string>();
      plan.inputSources.forEach((source, index) => {
        const input = inputs[index];
        const own = [masks[index] ?? null];
        if (input !== undefined)
          results.set(`${source.layer}:${source.call}`, { outputs: [input], masks: own, recorded: own });
      });
      for (const call of plan.calls) {
        const layer = layerOf(call.layer);
        const { inputs: tensors, masks: found, recorded } = gather(call.sources, results, forgotten);
        const reads = readsRecordedMask(layer.className, call.sources.length);
        const causal = call.causal === undefined ? {} : { causal: call.causal };
        const result = watchedCall(
          layer,
          call,
          { inputs: tensors, masks: reads ? recorded : found, ...causal },
          context,
        );
        context.observe?.(call.layer, result.outputs);
        const isSame = reads || found.every((mask, index) => mask === recorded[index]);
        results.set(`${call.layer}:${call.call}`, {
          ...result,
          recorded: isSame ? result.masks : recordedMasks(setup.tf, layer.config, recorded, result.masks),
        });
        if (layer.forgetsMasks === true) for (const source of call.sources) forgotten.add(tensorKey(source));
      }
      const { inputs: outputs, masks: outputMasks } = gather(plan.outputSources, results, forgotten);
      return { outputs, masks: outputMasks };
    },
    resetStates() {
      for (const layer of built.values()) layer.resetStates?.();
    },
  };
}

/** What a call gave: tensors, the masks on them, and the masks as the graph was drawn with (see recorded-masks.ts). */
interface Result {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly Mask[];
  readonly recorded: readonly Mask[];
}

const tensorKey = ({ layer, call, output }: Source): string => `${layer}:${call}:${output}`;

function gather(
  sources: readonly Source[],
  results: ReadonlyMap<string, Result>,
  forgotten: ReadonlySet<string>,
): LayerInput & { readonly recorded: readonly Mask[] } {
  const inputs: Tensor[] = [];
  const masks: Mask[] = [];
  const recorded: Mask[] = [];
  for (const source of sources) {
    const result = results.get(`${source.layer}:${source.call}`);
    const tensor = result?.outputs[source.output];
    if (tensor === undefined) throw new RangeError(`no output ${source.output} of ${source.layer}`);
    inputs.push(tensor);
    masks.push(forgotten.has(tensorKey(source)) ? null : (result?.masks[source.output] ?? null));
    recorded.push(result?.recorded[source.output] ?? null);
  }
  return { inputs, masks, recorded };
}
