/** The chosen layer step by step: states and gates of recurrent layers, weights of attention, values over time of others. */
import type { FlowAttention, FlowDetail, FlowNode, FlowTrack } from '../../../shared/contract/flow.ts';
import { evenly, grid, type HostValues, rounded, within } from '../../../shared/flow/reduce.ts';
import type { AxisName } from '../../../shared/graph/shape.ts';
import type { SeenCall, Tf } from '../model/layer.ts';
import type { Reading } from './observed.ts';
import { gatesOf, runsInsideSteps } from './recurrent-gates.ts';

const mostUnits = 32;
/** Numbers of one track. */
const mostNumbers = 4_096;
/** Of pictures: channels, cells of one, and numbers of one track. */
const mostChannels = 4;
const mostCells = 144;
const mostMapNumbers = 12_288;
const mostHeads = 8;
const mostPlaces = 64;

/** Asks for what the detail needs; the answer makes it of the values. Call within `tidy`. `axes`: names of the output's, without the batch. */
export function watchDetail(
  tf: Tf,
  { node, scope }: FlowNode,
  axes: readonly AxisName[],
  { layer, input, result, attention }: SeenCall,
  reading: Reading,
): (values: readonly HostValues[]) => FlowDetail | null {
  const [x] = input.inputs;
  const insideSteps = runsInsideSteps(layer, input);
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
      return found ? [{ side: track.side, name: track.name, isState: track.isState, ...overTime(found, inTime) }] : [];
    });
    const found = outputAt === null ? undefined : values[outputAt];
    const own = found && overTime(found, axes);
    const shown =
      known.length > 0 ? known : own ? [{ side: null, name: 'output' as const, isState: true, ...own }] : [];
    const [first] = shown;
    if (!first || first.steps < 1) return null;
    const { map } = first;
    const units = evenly(first.units, map ? mostChannels : mostUnits);
    const [height, width] = map ? within(map.height, map.width, mostCells) : [1, 1];
    const most = map ? mostMapNumbers : mostNumbers;
    const steps = evenly(first.steps, Math.max(2, Math.floor(most / (units.length * height * width))));
    const counted = maskAt === null ? null : (values[maskAt]?.values ?? null);
    const counts = (step: number): boolean => counted === null || counted.length !== first.steps || counted[step] !== 0;
    const nothing = Array.from({ length: height * width }, () => null);
    return {
      scope,
      node,
      insideSteps,
      maps: map && { height, width, shows: height < map.height || width < map.width ? 'means' : 'all' },
      steps,
      stepCount: first.steps,
      units,
      unitCount: first.units,
      tracks: shown.map(
        ({ side, name, isState, cells }): FlowTrack => ({
          side,
          name,
          values: steps.flatMap((step) =>
            units.flatMap((unit) => (isState || counts(step) ? cells(step, unit, height, width) : nothing)),
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
  /** Each unit is a channel of pictures of this size. */
  readonly map: { readonly height: number; readonly width: number } | null;
  /** One unit at one step: its value, or its picture as a grid. */
  cells(step: number, unit: number, rows: number, columns: number): readonly (number | null)[];
}

const inTime: readonly AxisName[] = ['time'];

/** [1, time, …] or, inside TimeDistributed, [time, …]: steps of units. A vector, or a picture, is one step. */
function overTime({ values, shape }: HostValues, axes: readonly AxisName[]): OverTime {
  const sample = shape[0] === 1 ? shape.slice(1) : shape;
  const isPicture = sample.length === 3 && axes[0] !== 'time';
  const [steps = 1, height = 1, width = 1, channels = 1] =
    sample.length === 4 ? sample : isPicture ? [1, ...sample] : [sample.length > 1 ? sample[0] : 1];
  if (height * width > 1)
    return {
      steps,
      units: channels,
      map: { height, width },
      cells: (step, unit, rows, columns) => {
        const offset = step * height * width * channels + unit;
        return grid(values, { height, width, stride: channels, offset }, rows, columns);
      },
    };
  const units = Math.max(1, Math.floor(values.length / Math.max(1, steps)));
  return { steps, units, map: null, cells: (step, unit) => [rounded(values[step * units + unit])] };
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
