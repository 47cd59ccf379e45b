/** The chosen layer step by step: states and gates of recurrent layers, weights of attention, values over time of others. */
import type { FlowAttention, FlowDetail, FlowNode, FlowTrack } from '../../../shared/contract/flow.ts';
import { evenly, type HostValues, rounded } from '../../../shared/flow/reduce.ts';
import type { SeenCall, Tf } from '../model/layer.ts';
import type { Reading } from './observed.ts';
import { gatesOf } from './recurrent-gates.ts';

const mostUnits = 32;
/** Numbers of one track. */
const mostNumbers = 4_096;
const mostHeads = 8;
const mostPlaces = 64;

/** Asks for what the detail needs; the answer makes it of the values. Call within `tidy`. */
export function watchDetail(
  tf: Tf,
  node: FlowNode,
  { layer, input, result, attention }: SeenCall,
  reading: Reading,
): (values: readonly HostValues[]) => FlowDetail | null {
  const [x] = input.inputs;
  const gates = x?.shape[0] === 1 ? (gatesOf(tf, layer, input) ?? []) : [];
  const tracks = gates.map((track) => ({ ...track, at: reading.add(track.values) }));
  const [output] = result.outputs;
  const outputAt = output ? reading.add(tf.clone(output)) : null;
  const mask = (tracks.length > 0 ? input.masks[0] : (result.masks[0] ?? input.masks[0])) ?? null;
  const maskAt = mask?.rank === 2 ? reading.add(tf.cast(mask, 'int32')) : null;
  const [weights] = attention;
  const attentionAt = weights && weights.shape[0] === 1 ? reading.add(tf.clone(weights)) : null;
  return (values) => {
    const known = tracks.flatMap((track) => {
      const found = values[track.at];
      return found ? [{ side: track.side, name: track.name, isState: track.isState, ...overTime(found) }] : [];
    });
    const found = outputAt === null ? undefined : values[outputAt];
    const own = found && overTime(found);
    const shown =
      known.length > 0 ? known : own ? [{ side: null, name: 'output' as const, isState: true, ...own }] : [];
    const [first] = shown;
    if (!first || first.steps < 1) return null;
    const units = evenly(first.units, mostUnits);
    const steps = evenly(first.steps, Math.max(2, Math.floor(mostNumbers / units.length)));
    const counted = maskAt === null ? null : (values[maskAt]?.values ?? null);
    const counts = (step: number): boolean => counted === null || counted.length !== first.steps || counted[step] !== 0;
    return {
      ...node,
      steps,
      stepCount: first.steps,
      units,
      unitCount: first.units,
      tracks: shown.map(
        ({ side, name, isState, at }): FlowTrack => ({
          side,
          name,
          values: steps.flatMap((step) =>
            units.map((unit) => (isState || counts(step) ? rounded(at(step, unit)) : null)),
          ),
        }),
      ),
      mask: counted !== null && counted.length === first.steps ? steps.map(counts) : null,
      attention: attentionAt === null ? null : attentionOf(values[attentionAt]),
    };
  };
}

interface OverTime {
  readonly steps: number;
  readonly units: number;
  at(step: number, unit: number): number | undefined;
}

/** [1, time, …] or, inside TimeDistributed, [time, …]: steps of units. A vector is one step. */
function overTime({ values, shape }: HostValues): OverTime {
  const sample = shape[0] === 1 ? shape.slice(1) : shape;
  const steps = sample.length > 1 ? (sample[0] ?? 1) : 1;
  const units = Math.max(1, Math.floor(values.length / Math.max(1, steps)));
  return { steps, units, at: (step, unit) => values[step * units + unit] };
}

/** [1, steps, places] or [1, heads, steps, places]. */
function attentionOf(found: HostValues | undefined): FlowAttention | null {
  if (!found) return null;
  const [, ...rest] = found.shape;
  const [heads, stepCount, placeCount] = rest.length === 3 ? rest : [1, ...rest];
  if (heads === undefined || stepCount === undefined || placeCount === undefined) return null;
  const steps = evenly(stepCount, mostPlaces);
  const places = evenly(placeCount, mostPlaces);
  const { values } = found;
  return {
    steps,
    places,
    stepCount,
    placeCount,
    headCount: heads,
    heads: Array.from({ length: Math.min(heads, mostHeads) }, (_, head) => ({
      values: steps.flatMap((step) =>
        places.map((place) => rounded(values[(head * stepCount + step) * placeCount + place])),
      ),
    })),
  };
}
