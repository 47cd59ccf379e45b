/** The model that a row flows through: built when the graph has changed, kept while only the row does. */
import type { Flow, FlowRequest } from '../../../shared/contract/flow.ts';
import type { InputSpec } from '../../../shared/data/spec-types.ts';
import type { FlowPlan } from '../../../shared/flow/flow-plan.ts';
import { graphToKeras } from '../../../shared/keras/graph-to-keras.ts';
import type { Engine } from '../../engine/backend.ts';
import { loadCheckpoint } from '../../keras-file/checkpoint.ts';
import { hasStatefulLayers, withBatchSize } from '../model/batch-twin.ts';
import { buildModel, type KerasConfig, type Model, type WeightValues } from '../model/build-model.ts';
import { keepOrthogonal } from '../model/initializers.ts';
import { readJob } from '../open-run.ts';
import { weightsFile } from '../trained-model.ts';
import { sortedJson } from '../../../shared/json.ts';

export interface FlowModel {
  readonly model: Model | null;
  readonly weights: Flow['weights'];
}

let kept: { readonly key: string; readonly opened: FlowModel } | undefined;
let checkpoint:
  | { readonly key: string; readonly weights: readonly WeightValues[]; readonly epoch: number | null }
  | undefined;

/** The model of a plan with the weights that were asked for, or with the initial ones where those do not fit. */
export async function openFlowModel(
  { tf, kind }: Engine,
  { model: config }: FlowPlan,
  { weights: asked, graph }: FlowRequest,
  runFolder: string | null,
  inputSpecs: readonly InputSpec[],
): Promise<FlowModel> {
  const file = runFolder === null || asked.kind === 'initial' ? null : await weightsFile(runFolder, asked.checkpoint);
  const key = JSON.stringify([kind, config, asked.seed, file?.key]);
  if (kept?.key === key) return kept.opened;
  kept?.opened.model?.dispose();
  kept = undefined;
  const initial = { kind: 'initial' as const, misfits: [] };
  if (config === null) return { model: null, weights: initial };
  keepOrthogonal();
  const built = buildModel(tf, onePerBatch(config), { seed: asked.seed });
  let weights: Flow['weights'] = initial;
  if (file !== null && runFolder !== null) {
    if (checkpoint?.key !== file.key) {
      const { weights: stored, meta } = await loadCheckpoint(file.path);
      // Weights from another program have no count.
      const epoch = typeof meta.epoch === 'number' && meta.epoch > 0 ? meta.epoch : null;
      checkpoint = { key: file.key, weights: stored, epoch };
    }
    const misfits = misfitsOf(built, checkpoint.weights);
    if (misfits.length === 0) built.setWeights(checkpoint.weights);
    const job = await readJob(runFolder);
    const whole = graphToKeras(graph, { inputSpecs });
    const isSame = whole.ok && sortedJson(whole.value) === sortedJson(job.model);
    weights =
      misfits.length === 0 ? { kind: 'run', same: isSame, epoch: checkpoint.epoch } : { kind: 'initial', misfits };
  }
  const opened = { model: built, weights };
  kept = { key, opened };
  return opened;
}

/** A row is a batch of its own. */
const onePerBatch = (config: KerasConfig): KerasConfig => withBatchSize(config, hasStatefulLayers(config) ? 1 : null);

/** Names of the layers that have a weight which is not there, or of another shape. */
function misfitsOf({ weights }: Model, given: readonly WeightValues[]): string[] {
  const shapes = new Map(given.map(({ path, shape }) => [path, shape.join()]));
  const wrong = weights.filter(({ path, shape }) => shapes.get(path) !== shape.join());
  return [...new Set(wrong.map(({ path }) => path.split('/')[0] ?? path))].slice(0, 20);
}
