/** What an Output gives beside what its target is: told where it is drawn, and while a wire is led there. */
import type { TargetSpec } from '../data/spec-types.ts';
import { type Problem, problem } from '../problem.ts';
import type { LossSetting, TrainingSettings } from '../training/training-settings.ts';
import { axis, fits, sameSizes, type Shape, shapeText } from './shape.ts';

/** The target of the Output at this place. One target serves every output: branches that compete, or outputs that help on the way. */
export const targetOf = (specs: readonly TargetSpec[], index: number): TargetSpec | undefined =>
  specs.length === 1 ? specs[0] : specs[index];

/** The loss of the Output at this place. */
export const lossOf = ({ loss }: TrainingSettings, index: number): LossSetting | undefined =>
  Array.isArray(loss) ? loss[index] : loss;

/** What an Output has to give for its target: with class numbers one value for every class. */
export function wantedShape({ shape, classes }: TargetSpec, loss: LossSetting | undefined): Shape {
  const wanted: Shape = [axis('batch', null), ...shape];
  if (loss?.id !== 'sparse_categorical_crossentropy') return wanted;
  return [...(wanted.at(-1)?.size === 1 ? wanted.slice(0, -1) : wanted), axis('features', classes?.length ?? null)];
}

/** The target's shape is the output's; class numbers lack the class axis, and a last axis of 1 may be left out. */
export function targetShapeProblems(
  output: Shape,
  target: TargetSpec,
  loss: LossSetting | undefined,
  place: Partial<Problem>,
): readonly Problem[] {
  const sparse = loss?.id === 'sparse_categorical_crossentropy';
  const batch = output.slice(0, 1);
  const wanted: Shape = [...batch, ...target.shape];
  const classes = target.classes?.length ?? null;
  const details = {
    expected: shapeText(wanted),
    received: shapeText(output),
    expectedRank: wanted.length,
    receivedRank: output.length,
    ...aboutSteps(output, wanted),
  };
  if (!sparse) {
    return fits(output, wanted) || sameSizes(withoutOne(output), withoutOne(wanted))
      ? []
      : [problem('target/shape', { ...details, units: wanted.at(-1)?.size ?? 0 }, place)];
  }
  const labels: Shape = wanted.at(-1)?.size === 1 ? wanted.slice(0, -1) : wanted;
  const units = output.at(-1)?.size ?? null;
  const expected = `${shapeText(labels).slice(0, -1)}, ${classes ?? '?'})`;
  if (!fits(output.slice(0, -1), labels))
    return [
      problem('target/shape', { ...details, expected, expectedRank: labels.length + 1, units: classes ?? 0 }, place),
    ];
  return classes !== null && units !== null && units < classes
    ? [problem('target/shape', { ...details, expected, expectedRank: labels.length + 1, units: classes }, place)]
    : [];
}

/** Sequences of different lengths; and which sentence of the catalogue says how the two differ. */
function aboutSteps(output: Shape, wanted: Shape): Problem['details'] {
  if (output.length > 3 && wanted.length === 2) return { context: 'picture' };
  if (output.length === 3 && wanted.length === 2) return { context: 'steps' };
  if (output.length === 2 && wanted.length === 3) return { context: 'whole' };
  const [has, needs] = [output[1]?.size ?? null, wanted[1]?.size ?? null];
  if (output.length !== 3 || wanted.length !== 3 || has === null || needs === null || has === needs) return {};
  return { context: 'lengths', receivedSteps: has, expectedSteps: needs };
}

const withoutOne = (shape: Shape): Shape => (shape.length > 1 && shape.at(-1)?.size === 1 ? shape.slice(0, -1) : shape);
