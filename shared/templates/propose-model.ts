/**
 * A first model for prepared data: wired, valid, small enough to learn at once. What a person would draw from the tutorial
 * of their case; everything about it can be changed afterwards.
 */
import type { InputSpec, Proposal, SampleSpec, TargetSpec } from '../data/spec-types.ts';
import { type Recipe, stepOf } from '../data/recipe.ts';
import type { Source } from '../data/source.ts';
import type { GraphDoc } from '../graph/graph-doc.ts';
import type { ProjectDoc } from '../project-doc.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import { chain, dataInput, modelOutput, type NodeSpec } from './graph-builder.ts';
import { pairModel, pictureModel } from './propose-pictures.ts';

/** Undefined while the data do not say enough: no input, no target, or a number of classes that is not known yet. */
export function proposeModel(spec: SampleSpec, recipe: Recipe): GraphDoc | undefined {
  const input = spec.inputs[0];
  const target = spec.targets[0];
  const units = spec.proposal?.units ?? target?.shape.at(-1)?.size ?? null;
  if (!input || !target || !spec.proposal || units === null) return undefined;
  const last: NodeSpec = { name: 'dense', type: 'dense', params: { units, activation: spec.proposal.activation } };
  if (stepOf(recipe, 'pairs')) return pairModel(input, last);
  if (input.shape[0]?.name === 'height') return pictureModel(input, last);
  const embedding = embeddingFor(input);
  const features = embedding.length > 0 ? input.shape.length + 1 : input.shape.length;
  if (features === 1)
    return chain([
      dataInput,
      { name: 'hidden', type: 'dense', params: { units: 32, activation: 'relu' } },
      last,
      modelOutput,
    ]);
  // The mean of all words' vectors says most of what a text is about, and is quick.
  if (stepOf(recipe, 'words') && embedding.length > 0 && input.shape.length === 1)
    return chain([
      dataInput,
      ...embedding,
      { name: 'global_average_pooling1d', type: 'globalAveragePooling1d', params: {} },
      last,
      modelOutput,
    ]);
  if (features === 2)
    return chain([dataInput, ...embedding, ...maskingFor(recipe), ...recurrentPart(input, target, last), modelOutput]);
  // Pictures at every step: flatten each, then read them in order.
  return chain([
    dataInput,
    { name: 'time_distributed', type: 'timeDistributed', params: { layer: { type: 'flatten', params: {} } } },
    ...recurrentPart(input, target, last),
    modelOutput,
  ]);
}

/** Whole numbers (characters without one-hot) need vectors first. */
function embeddingFor(input: InputSpec): readonly NodeSpec[] {
  if (input.dtype !== 'int32') return [];
  const inputDim = input.classes?.length ?? input.numbers ?? 1000;
  // 0 is the filling of texts; a character may well have this number.
  return [
    {
      name: 'embedding',
      type: 'embedding',
      params: { inputDim, outputDim: 32, maskZero: input.numbers !== undefined },
    },
  ];
}

/** The mask value must be what padding writes. */
function maskingFor(recipe: Recipe): readonly NodeSpec[] {
  const pad = stepOf(recipe, 'pad');
  return pad ? [{ name: 'masking', type: 'masking', params: { maskValue: pad.value } }] : [];
}

function recurrentPart(input: InputSpec, target: TargetSpec, last: NodeSpec): readonly NodeSpec[] {
  const time = target.shape.find((axis) => axis.name === 'time');
  if (!time) return [{ name: 'lstm', type: 'lstm', params: { units: 64 } }, last];
  const everyStep: NodeSpec = {
    name: 'time_distributed',
    type: 'timeDistributed',
    params: { layer: { type: 'dense', params: last.params ?? {} } },
  };
  const inputTime = input.shape.find((axis) => axis.name === 'time');
  // A target for each step of the input itself, or a sequence of its own length after it.
  if (time.size === null || time.size === inputTime?.size)
    return [{ name: 'lstm', type: 'lstm', params: { units: 64, returnSequences: true } }, everyStep];
  return [
    { name: 'lstm', type: 'lstm', params: { units: 64 } },
    { name: 'repeat_vector', type: 'repeatVector', params: { n: time.size } },
    { name: 'lstm_1', type: 'lstm', params: { units: 64, returnSequences: true } },
    everyStep,
  ];
}

/** Loss, metric and what to keep as the target wants them; the rest of the settings stays. */
export function withProposal(settings: TrainingSettings, proposal: Proposal, validated: boolean): TrainingSettings {
  const classes = proposal.metric === 'accuracy';
  return {
    ...settings,
    loss: { id: proposal.loss, params: {} },
    metrics: [proposal.metric],
    keepBest: validated ? { monitor: classes ? 'val_accuracy' : 'val_loss', mode: classes ? 'max' : 'min' } : null,
  };
}

/** Whether anything is held out while training. */
export function hasValidationPart(recipe: Recipe, source: Source): boolean {
  if (source.kind === 'generator') return source.validationSamples > 0;
  const split = stepOf(recipe, 'split');
  return split !== undefined && (split.validation > 0 || (split.values?.length ?? 0) > 0);
}

/** The project with a proposed model and fitting settings; unchanged when nothing can be proposed yet. */
export function withProposedModel(doc: ProjectDoc, spec: SampleSpec): ProjectDoc {
  const { source, recipe } = doc.data;
  const graph = proposeModel(spec, recipe);
  if (!graph || !spec.proposal || !source) return doc;
  return { ...doc, graph, training: withProposal(doc.training, spec.proposal, hasValidationPart(recipe, source)) };
}
