/** The cells of the recurrent ops, by what a step computes. */
export type CellName = 'lstm' | 'gru' | 'gru, reset before' | 'rnn, tanh' | 'rnn, relu';

export const gatesOf: Readonly<Record<CellName, number>> = {
  lstm: 4,
  gru: 3,
  'gru, reset before': 3,
  'rnn, tanh': 1,
  'rnn, relu': 1,
};

/** One recurrent problem in float64; arrays are row-major, masks and states may be null. */
export interface Problem {
  readonly cell: CellName;
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrentKernel: Float64Array;
  /** [gates · units], for 'gru' twice that: of the input's and of the state's product. */
  readonly bias: Float64Array;
  readonly h0: Float64Array | null;
  /** LSTM only, as are all values of c. */
  readonly c0: Float64Array | null;
  readonly mask: Uint8Array | null;
  /** Dropout of x and of h where it meets the recurrent kernel, [1 or gates, batch, inputs or units]. */
  readonly inputMask: Float64Array | null;
  readonly recurrentMask: Float64Array | null;
  /** Gradients that arrive at the outputs. */
  readonly dSequence: Float64Array | null;
  readonly dh: Float64Array | null;
  readonly dc: Float64Array | null;
}

/** Everything the op returns, by name. */
export type Solution = Readonly<Record<'sequence' | 'h' | 'c' | GradientName, Float64Array>>;
export type GradientName = 'dx' | 'dKernel' | 'dRecurrentKernel' | 'dBias' | 'dh0' | 'dc0';

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** The cells as the textbooks write them, one sequence and one step at a time, with back-propagation through time. */
export function solve(p: Problem): Solution {
  const { batch, steps, inputs, units } = p;
  const result = {
    sequence: new Float64Array(batch * steps * units),
    h: new Float64Array(batch * units),
    c: new Float64Array(batch * units),
    dx: new Float64Array(batch * steps * inputs),
    dKernel: new Float64Array(p.kernel.length),
    dRecurrentKernel: new Float64Array(p.recurrentKernel.length),
    dBias: new Float64Array(p.bias.length),
    dh0: new Float64Array(batch * units),
    dc0: new Float64Array(batch * units),
  };
  for (let row = 0; row < batch; row += 1) solveRow(p, row, result);
  return result;
}

interface State {
  readonly h: Float64Array;
  readonly c: Float64Array;
}

/** What the backward pass needs of a step; null where the mask froze it. */
interface StepRecord {
  readonly before: State;
  readonly after: State;
  /** x and h as each gate sees them, after dropout; the reset-before GRU's candidate sees r · h. */
  readonly x: readonly Float64Array[];
  readonly h: readonly Float64Array[];
  readonly gates: readonly Float64Array[];
  /** Each gate's product with h, with its own bias if there is one. */
  readonly products: readonly Float64Array[];
}

function solveRow(p: Problem, row: number, result: Solution): void {
  const { steps, units } = p;
  let state: State = { h: slice(p.h0, row, units), c: slice(p.c0, row, units) };
  const records: (StepRecord | null)[] = [];
  for (let step = 0; step < steps; step += 1) {
    const valid = p.mask === null || p.mask[row * steps + step] !== 0;
    const record = valid ? forwardStep(p, row, step, state) : null;
    records.push(record);
    if (record !== null) state = record.after;
    result.sequence.set(state.h, (row * steps + step) * units);
  }
  result.h.set(state.h, row * units);
  result.c.set(state.c, row * units);
  backRow(p, row, records, result);
}

function forwardStep(p: Problem, row: number, step: number, before: State): StepRecord {
  const { cell, steps, inputs, units } = p;
  const count = gatesOf[cell];
  const place = row * steps + step;
  const input = p.x.subarray(place * inputs, (place + 1) * inputs);
  const gateNumbers = Array.from({ length: count }, (_, gate) => gate);
  const x = gateNumbers.map((gate) => dropped(p, p.inputMask, input, gate, row));
  const h = gateNumbers.map((gate) => dropped(p, p.recurrentMask, before.h, gate, row));
  const sums = gateNumbers.map((gate) => product(p, p.kernel, x[gate] ?? input, gate, 0));
  const own = cell === 'gru' ? count * units : null;
  const products = gateNumbers.map((gate) => product(p, p.recurrentKernel, h[gate] ?? before.h, gate, own));
  const sum = (gate: number, u: number): number => of(sums, gate, u) + of(products, gate, u);
  const gates = sums.map((values) => values.slice());
  const set = (gate: number, compute: (u: number) => number): void => {
    for (let u = 0; u < units; u += 1) (gates[gate] as Float64Array)[u] = compute(u);
  };
  const nextC = before.c.slice();
  const nextH = before.h.slice();
  if (cell === 'lstm') {
    for (const gate of [0, 1, 3]) set(gate, (u) => sigmoid(sum(gate, u)));
    set(2, (u) => Math.tanh(sum(2, u)));
    for (let u = 0; u < units; u += 1) {
      nextC[u] = of(gates, 1, u) * at(before.c, u) + of(gates, 0, u) * of(gates, 2, u);
      nextH[u] = of(gates, 3, u) * Math.tanh(at(nextC, u));
    }
  } else if (count === 3) {
    for (const gate of [0, 1]) set(gate, (u) => sigmoid(sum(gate, u)));
    if (cell === 'gru') {
      set(2, (u) => Math.tanh(of(sums, 2, u) + of(gates, 1, u) * of(products, 2, u)));
    } else {
      h[2] = (h[2] ?? before.h).map((value, u) => value * of(gates, 1, u));
      products[2] = product(p, p.recurrentKernel, h[2], 2, null);
      set(2, (u) => Math.tanh(sum(2, u)));
    }
    for (let u = 0; u < units; u += 1) {
      nextH[u] = of(gates, 0, u) * at(before.h, u) + (1 - of(gates, 0, u)) * of(gates, 2, u);
    }
  } else {
    set(0, (u) => (cell === 'rnn, relu' ? Math.max(0, sum(0, u)) : Math.tanh(sum(0, u))));
    nextH.set(gates[0] ?? nextH);
  }
  return { before, after: { h: nextH, c: nextC }, x, h, gates, products };
}

/** `bias`: where in p.bias the product's own bias begins, or null for none. */
function product(
  p: Problem,
  weights: Float64Array,
  values: Float64Array,
  gate: number,
  bias: number | null,
): Float64Array {
  const width = gatesOf[p.cell] * p.units;
  return Float64Array.from({ length: p.units }, (_, u) => {
    const column = gate * p.units + u;
    let sum = bias === null ? 0 : at(p.bias, bias + column);
    for (let k = 0; k < values.length; k += 1) sum += at(values, k) * at(weights, k * width + column);
    return sum;
  });
}

function dropped(p: Problem, mask: Float64Array | null, values: Float64Array, gate: number, row: number): Float64Array {
  if (mask === null) return values.slice();
  return values.map((value, k) => value * maskValue(p, mask, gate, row, k, values.length));
}

function maskValue(p: Problem, mask: Float64Array | null, gate: number, row: number, k: number, width: number): number {
  if (mask === null) return 1;
  const isShared = mask.length === p.batch * width;
  return at(mask, ((isShared ? 0 : gate) * p.batch + row) * width + k);
}

function backRow(p: Problem, row: number, records: readonly (StepRecord | null)[], result: Solution): void {
  const { steps, units } = p;
  let dh = slice(p.dh, row, units);
  const dc = slice(p.dc, row, units);
  for (let step = steps - 1; step >= 0; step -= 1) {
    const place = row * steps + step;
    if (p.dSequence !== null) for (let u = 0; u < units; u += 1) add(dh, u, at(p.dSequence, place * units + u));
    const record = records[step];
    if (record) dh = backStep(p, row, place, record, dh, dc, result);
  }
  result.dh0.set(dh, row * units);
  result.dc0.set(dc, row * units);
}

/** Adds a step's gradients to `result`, takes `dc` one step back, and returns the gradient of the h before the step. */
function backStep(
  p: Problem,
  row: number,
  place: number,
  record: StepRecord,
  dh: Float64Array,
  dc: Float64Array,
  result: Solution,
): Float64Array {
  const { cell, units, inputs } = p;
  const count = gatesOf[cell];
  const width = count * units;
  const { gates, before, after, products } = record;
  const dSums = Array.from({ length: count }, () => new Float64Array(units)); // of what x's product goes into
  const dProducts = cell === 'gru' ? dSums.map((values) => values.slice()) : dSums; // of h's product
  const dBefore = new Float64Array(units);
  const set = (to: readonly Float64Array[], gate: number, u: number, value: number): void => {
    (to[gate] as Float64Array)[u] = value;
  };
  const throughKernel = (gate: number): Float64Array =>
    Float64Array.from({ length: units }, (_, k) => {
      let sum = 0;
      for (let u = 0; u < units; u += 1) {
        sum += at(p.recurrentKernel, k * width + gate * units + u) * of(dProducts, gate, u);
      }
      return sum;
    });

  for (let u = 0; u < units; u += 1) {
    if (cell === 'lstm') {
      const [i, f, g, o] = [of(gates, 0, u), of(gates, 1, u), of(gates, 2, u), of(gates, 3, u)];
      const squashed = Math.tanh(at(after.c, u));
      const dCell = at(dc, u) + at(dh, u) * o * (1 - squashed ** 2);
      set(dSums, 0, u, dCell * g * i * (1 - i));
      set(dSums, 1, u, dCell * at(before.c, u) * f * (1 - f));
      set(dSums, 2, u, dCell * i * (1 - g ** 2));
      set(dSums, 3, u, at(dh, u) * squashed * o * (1 - o));
      dc[u] = dCell * f;
    } else if (count === 3) {
      const [z, r, g] = [of(gates, 0, u), of(gates, 1, u), of(gates, 2, u)];
      const dCandidate = at(dh, u) * (1 - z) * (1 - g ** 2);
      set(dSums, 0, u, at(dh, u) * (at(before.h, u) - g) * z * (1 - z));
      set(dSums, 2, u, dCandidate);
      dBefore[u] = at(dh, u) * z;
      if (cell !== 'gru') continue;
      set(dSums, 1, u, dCandidate * of(products, 2, u) * r * (1 - r));
      for (const gate of [0, 1]) set(dProducts, gate, u, of(dSums, gate, u));
      set(dProducts, 2, u, dCandidate * r);
    } else {
      const h = at(after.h, u);
      set(dSums, 0, u, at(dh, u) * (cell === 'rnn, relu' ? Number(h > 0) : 1 - h ** 2));
    }
  }
  if (cell === 'gru, reset before') {
    const dReset = throughKernel(2); // of r · h
    for (let u = 0; u < units; u += 1) {
      const r = of(gates, 1, u);
      const kept = maskValue(p, p.recurrentMask, 2, row, u, units);
      set(dSums, 1, u, at(dReset, u) * at(before.h, u) * kept * r * (1 - r));
      add(dBefore, u, at(dReset, u) * r * kept);
    }
  }
  for (let gate = 0; gate < count; gate += 1) {
    if (!(cell === 'gru, reset before' && gate === 2)) {
      const through = throughKernel(gate);
      for (let k = 0; k < units; k += 1) {
        add(dBefore, k, at(through, k) * maskValue(p, p.recurrentMask, gate, row, k, units));
      }
    }
    for (let u = 0; u < units; u += 1) {
      const column = gate * units + u;
      const [z, zProduct] = [of(dSums, gate, u), of(dProducts, gate, u)];
      add(result.dBias, column, z);
      if (cell === 'gru') add(result.dBias, width + column, zProduct);
      for (let i = 0; i < inputs; i += 1) {
        add(result.dKernel, i * width + column, of(record.x, gate, i) * z);
        const kept = maskValue(p, p.inputMask, gate, row, i, inputs);
        add(result.dx, place * inputs + i, at(p.kernel, i * width + column) * z * kept);
      }
      for (let k = 0; k < units; k += 1) {
        add(result.dRecurrentKernel, k * width + column, of(record.h, gate, k) * zProduct);
      }
    }
  }
  return dBefore;
}

function slice(values: Float64Array | null, row: number, width: number): Float64Array {
  return values === null ? new Float64Array(width) : values.slice(row * width, (row + 1) * width);
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

function of(values: readonly Float64Array[], gate: number, index: number): number {
  return values[gate]?.[index] ?? Number.NaN;
}

function add(values: Float64Array, index: number, amount: number): void {
  values[index] = at(values, index) + amount;
}

/**
 * The largest difference, divided by the reference's largest absolute value. NaN anywhere in `actual` gives NaN.
 */
export function relativeError(actual: ArrayLike<number>, reference: Float64Array): number {
  let scale = 0;
  let worst = 0;
  for (let index = 0; index < reference.length; index += 1) {
    scale = Math.max(scale, Math.abs(at(reference, index)));
    worst = Math.max(worst, Math.abs((actual[index] ?? Number.NaN) - at(reference, index)));
  }
  return scale === 0 ? worst : worst / scale;
}
