/** One LSTM problem in float64; arrays are row-major, mask and states may be null. */
export interface Problem {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrentKernel: Float64Array;
  readonly bias: Float64Array;
  readonly h0: Float64Array | null;
  readonly c0: Float64Array | null;
  readonly mask: Uint8Array | null;
  /** Gradients that arrive at the outputs. */
  readonly dSequence: Float64Array | null;
  readonly dh: Float64Array | null;
  readonly dc: Float64Array | null;
}

/** Everything the op returns, by name. */
export type Solution = Readonly<Record<'sequence' | 'h' | 'c' | GradientName, Float64Array>>;
export type GradientName = 'dx' | 'dKernel' | 'dRecurrentKernel' | 'dBias' | 'dh0' | 'dc0';

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** The LSTM as the textbook writes it, one sequence and one step at a time, with back-propagation through time. */
export function solve(p: Problem): Solution {
  const { batch, steps, inputs, units } = p;
  const result = {
    sequence: new Float64Array(batch * steps * units),
    h: new Float64Array(batch * units),
    c: new Float64Array(batch * units),
    dx: new Float64Array(batch * steps * inputs),
    dKernel: new Float64Array(inputs * 4 * units),
    dRecurrentKernel: new Float64Array(units * 4 * units),
    dBias: new Float64Array(4 * units),
    dh0: new Float64Array(batch * units),
    dc0: new Float64Array(batch * units),
  };
  for (let row = 0; row < batch; row += 1) solveRow(p, row, result);
  return result;
}

interface StepRecord {
  readonly valid: boolean;
  readonly gates: Float64Array;
  readonly before: { readonly h: Float64Array; readonly c: Float64Array };
  readonly c: Float64Array;
}

function solveRow(p: Problem, row: number, result: Solution): void {
  const { steps, units } = p;
  let h = slice(p.h0, row, units);
  let c = slice(p.c0, row, units);
  const records: StepRecord[] = [];
  for (let step = 0; step < steps; step += 1) {
    const valid = p.mask === null || p.mask[row * steps + step] !== 0;
    const gates = valid ? gatesOf(p, row, step, h) : new Float64Array(4 * units);
    const before = { h, c };
    if (valid) {
      c = c.map((value, u) => at(gates, units + u) * value + at(gates, u) * at(gates, 2 * units + u));
      h = c.map((value, u) => at(gates, 3 * units + u) * Math.tanh(value));
    }
    records.push({ valid, gates, before, c });
    result.sequence.set(h, (row * steps + step) * units);
  }
  result.h.set(h, row * units);
  result.c.set(c, row * units);
  backRow(p, row, records, result);
}

function gatesOf(p: Problem, row: number, step: number, h: Float64Array): Float64Array {
  const { inputs, units } = p;
  const x = p.x.subarray((row * p.steps + step) * inputs, (row * p.steps + step + 1) * inputs);
  const gates = p.bias.slice();
  for (let column = 0; column < 4 * units; column += 1) {
    let sum = at(gates, column);
    for (let i = 0; i < inputs; i += 1) sum += at(x, i) * at(p.kernel, i * 4 * units + column);
    for (let u = 0; u < units; u += 1) sum += at(h, u) * at(p.recurrentKernel, u * 4 * units + column);
    gates[column] = Math.floor(column / units) === 2 ? Math.tanh(sum) : sigmoid(sum);
  }
  return gates;
}

function backRow(p: Problem, row: number, records: readonly StepRecord[], result: Solution): void {
  const { steps, inputs, units } = p;
  let dh = slice(p.dh, row, units);
  let dc = slice(p.dc, row, units);
  for (let step = steps - 1; step >= 0; step -= 1) {
    const record = records[step];
    if (record === undefined) throw new Error('no such step');
    const place = row * steps + step;
    if (p.dSequence !== null) for (let u = 0; u < units; u += 1) add(dh, u, at(p.dSequence, place * units + u));
    if (!record.valid) continue;
    const dz = new Float64Array(4 * units);
    for (let u = 0; u < units; u += 1) {
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => at(record.gates, gate * units + u)) as [
        number,
        number,
        number,
        number,
      ];
      const squashed = Math.tanh(at(record.c, u));
      const dCell = at(dc, u) + at(dh, u) * o * (1 - squashed ** 2);
      dz[u] = dCell * g * i * (1 - i);
      dz[units + u] = dCell * at(record.before.c, u) * f * (1 - f);
      dz[2 * units + u] = dCell * i * (1 - g ** 2);
      dz[3 * units + u] = at(dh, u) * squashed * o * (1 - o);
      dc[u] = dCell * f;
    }
    dh = new Float64Array(units);
    for (let column = 0; column < 4 * units; column += 1) {
      const z = at(dz, column);
      add(result.dBias, column, z);
      for (let i = 0; i < inputs; i += 1) {
        add(result.dKernel, i * 4 * units + column, at(p.x, place * inputs + i) * z);
        add(result.dx, place * inputs + i, at(p.kernel, i * 4 * units + column) * z);
      }
      for (let u = 0; u < units; u += 1) {
        add(result.dRecurrentKernel, u * 4 * units + column, at(record.before.h, u) * z);
        add(dh, u, at(p.recurrentKernel, u * 4 * units + column) * z);
      }
    }
  }
  result.dh0.set(dh, row * units);
  result.dc0.set(dc, row * units);
}

function slice(values: Float64Array | null, row: number, width: number): Float64Array {
  return values === null ? new Float64Array(width) : values.slice(row * width, (row + 1) * width);
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
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
