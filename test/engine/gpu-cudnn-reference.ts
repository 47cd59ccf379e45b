/**
 * cuDNN's recurrent networks as its documentation writes them (cudnnRNNMode_t), in float64: one layer, one direction,
 * linear input, both biases, time-major, sequences that end early. Written apart from the product: gates and buffers are
 * cuDNN's throughout.
 */
export type Mode = 'lstm' | 'gru' | 'rnn_tanh' | 'rnn_relu';

export interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly features: number;
  readonly units: number;
}

type Values = ArrayLike<number>;

export interface Run {
  readonly mode: Mode;
  readonly sizes: Sizes;
  readonly input: Values;
  readonly h: Values;
  readonly c: Values;
  readonly params: Values;
  readonly lengths: Values;
}

/** One step of one sequence: what came in, each gate after its activation, R·h + bR of each gate, and what came out. */
interface Step {
  readonly x: Float64Array;
  readonly h: Float64Array;
  readonly c: Float64Array;
  readonly gates: readonly Float64Array[];
  readonly recurrent: readonly Float64Array[];
  readonly nextH: Float64Array;
  readonly nextC: Float64Array;
}

export interface Forward {
  readonly output: Float64Array;
  readonly h: Float64Array;
  readonly c: Float64Array;
  /** [batch][step], as many as the sequence has. */
  readonly steps: readonly (readonly Step[])[];
}

const gateCount: Readonly<Record<Mode, number>> = { lstm: 4, gru: 3, rnn_tanh: 1, rnn_relu: 1 };
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const at = (values: Values, index: number): number => values[index] ?? Number.NaN;
const row = (values: Values, index: number, width: number): Float64Array =>
  Float64Array.from({ length: width }, (_, place) => at(values, index * width + place));

/** Where the parts of the flat buffer begin; W [gate][unit][feature], R [gate][unit][unit], bW and bR [gate][unit]. */
function layout(mode: Mode, { features, units }: Sizes): { w: number; r: number; bw: number; br: number; end: number } {
  const width = gateCount[mode] * units;
  const r = width * features;
  const bw = r + width * units;
  return { w: 0, r, bw, br: bw + width, end: bw + 2 * width };
}

export const paramsLength = (mode: Mode, sizes: Sizes): number => layout(mode, sizes).end;

export function forward({ mode, sizes, input, h, c, params, lengths }: Run): Forward {
  const { steps, batch, features, units } = sizes;
  const result = {
    output: new Float64Array(steps * batch * units),
    h: new Float64Array(batch * units),
    c: new Float64Array(batch * units),
    steps: [] as Step[][],
  };
  for (let index = 0; index < batch; index += 1) {
    const taken: Step[] = [];
    let state = { h: row(h, index, units), c: mode === 'lstm' ? row(c, index, units) : new Float64Array(units) };
    for (let time = 0; time < at(lengths, index); time += 1) {
      const step = advance(mode, sizes, params, row(input, time * batch + index, features), state.h, state.c);
      taken.push(step);
      result.output.set(step.nextH, (time * batch + index) * units);
      state = { h: step.nextH, c: step.nextC };
    }
    result.h.set(state.h, index * units);
    result.c.set(state.c, index * units);
    result.steps.push(taken);
  }
  return result;
}

function advance(mode: Mode, sizes: Sizes, params: Values, x: Float64Array, h: Float64Array, c: Float64Array): Step {
  const { features, units } = sizes;
  const { w, r, bw, br } = layout(mode, sizes);
  const recurrent: Float64Array[] = [];
  const gates: Float64Array[] = [];
  for (let gate = 0; gate < gateCount[mode]; gate += 1) {
    const ofState = new Float64Array(units);
    const value = new Float64Array(units);
    for (let unit = 0; unit < units; unit += 1) {
      const place = gate * units + unit;
      let fromState = at(params, br + place);
      for (let k = 0; k < units; k += 1) fromState += at(params, r + place * units + k) * at(h, k);
      let fromInput = at(params, bw + place);
      for (let k = 0; k < features; k += 1) fromInput += at(params, w + place * features + k) * at(x, k);
      ofState[unit] = fromState;
      // cuDNN's GRU: n = tanh(W x + bW + r ∘ (R h + bR)); its gates are r, z, n.
      const isNew = mode === 'gru' && gate === 2;
      const sum = fromInput + (isNew ? at(gates[0] ?? [], unit) : 1) * fromState;
      const isTanh = isNew || mode === 'rnn_tanh' || (mode === 'lstm' && gate === 2);
      value[unit] = mode === 'rnn_relu' ? Math.max(0, sum) : isTanh ? Math.tanh(sum) : sigmoid(sum);
    }
    recurrent.push(ofState);
    gates.push(value);
  }
  const gate = (index: number, unit: number): number => at(gates[index] ?? [], unit);
  const nextC = new Float64Array(units);
  const nextH = new Float64Array(units);
  for (let unit = 0; unit < units; unit += 1) {
    if (mode === 'lstm') {
      nextC[unit] = gate(1, unit) * at(c, unit) + gate(0, unit) * gate(2, unit);
      nextH[unit] = gate(3, unit) * Math.tanh(at(nextC, unit));
    } else if (mode === 'gru') {
      nextH[unit] = (1 - gate(1, unit)) * gate(2, unit) + gate(1, unit) * at(h, unit);
    } else nextH[unit] = gate(0, unit);
  }
  return { x, h, c, gates, recurrent, nextH, nextC };
}

export interface Incoming {
  readonly output: Values;
  readonly h: Values;
  readonly c: Values;
}

export interface Gradients {
  readonly input: Float64Array;
  readonly h: Float64Array;
  readonly c: Float64Array;
  readonly params: Float64Array;
}

export function backward({ mode, sizes, params }: Run, { steps }: Forward, incoming: Incoming): Gradients {
  const { batch, features, units } = sizes;
  const result = {
    input: new Float64Array(sizes.steps * batch * features),
    h: new Float64Array(batch * units),
    c: new Float64Array(batch * units),
    params: new Float64Array(layout(mode, sizes).end),
  };
  steps.forEach((taken, index) => {
    let dh = row(incoming.h, index, units);
    let dc = mode === 'lstm' ? row(incoming.c, index, units) : new Float64Array(units);
    for (let time = taken.length - 1; time >= 0; time -= 1) {
      const step = taken[time];
      if (step === undefined) throw new RangeError('a step is missing');
      const place = time * batch + index;
      dh = dh.map((value, unit) => value + at(incoming.output, place * units + unit));
      const before = retreat(mode, sizes, params, step, dh, dc, result.params);
      result.input.set(before.x, place * features);
      dh = before.h;
      dc = before.c;
    }
    result.h.set(dh, index * units);
    result.c.set(dc, index * units);
  });
  return result;
}

/** Gradients of a step's inputs from those of its outputs; adds those of the weights to `dParams`. */
function retreat(
  mode: Mode,
  sizes: Sizes,
  params: Values,
  { x, h, c, gates, recurrent, nextC }: Step,
  dh: Float64Array,
  dc: Float64Array,
  dParams: Float64Array,
): { x: Float64Array; h: Float64Array; c: Float64Array } {
  const { features, units } = sizes;
  const { w, r, bw, br } = layout(mode, sizes);
  const before = { x: new Float64Array(features), h: new Float64Array(units), c: new Float64Array(units) };
  const add = (values: Float64Array, index: number, value: number): void => {
    values[index] = at(values, index) + value;
  };
  const gate = (index: number, unit: number): number => at(gates[index] ?? [], unit);
  for (let unit = 0; unit < units; unit += 1) {
    /** Of W x + bW, and of R h + bR, gate by gate. */
    const [ofInput, ofState] = gateGradients(unit);
    ofInput.forEach((value, index) => {
      const place = index * units + unit;
      const state = ofState[index] ?? 0;
      add(dParams, bw + place, value);
      add(dParams, br + place, state);
      for (let k = 0; k < features; k += 1) {
        add(dParams, w + place * features + k, value * at(x, k));
        add(before.x, k, value * at(params, w + place * features + k));
      }
      for (let k = 0; k < units; k += 1) {
        add(dParams, r + place * units + k, state * at(h, k));
        add(before.h, k, state * at(params, r + place * units + k));
      }
    });
  }
  return before;

  function gateGradients(unit: number): [number[], number[]] {
    const d = at(dh, unit);
    if (mode === 'lstm') {
      const [i, f, g, o] = [gate(0, unit), gate(1, unit), gate(2, unit), gate(3, unit)];
      const tanhC = Math.tanh(at(nextC, unit));
      const dCell = at(dc, unit) + d * o * (1 - tanhC * tanhC);
      before.c[unit] = dCell * f;
      const all = [
        dCell * g * i * (1 - i),
        dCell * at(c, unit) * f * (1 - f),
        dCell * i * (1 - g * g),
        d * tanhC * o * (1 - o),
      ];
      return [all, all];
    }
    if (mode === 'gru') {
      const [reset, update, candidate] = [gate(0, unit), gate(1, unit), gate(2, unit)];
      add(before.h, unit, d * update);
      const dCandidate = d * (1 - update) * (1 - candidate * candidate);
      const dReset = dCandidate * at(recurrent[2] ?? [], unit) * reset * (1 - reset);
      const dUpdate = d * (at(h, unit) - candidate) * update * (1 - update);
      return [
        [dReset, dUpdate, dCandidate],
        [dReset, dUpdate, dCandidate * reset],
      ];
    }
    const value = gate(0, unit);
    const slope = mode === 'rnn_relu' ? (value > 0 ? d : 0) : d * (1 - value * value);
    return [[slope], [slope]];
  }
}
