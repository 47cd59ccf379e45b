import type { WebgpuBackend, WebgpuProgram } from './backend-types.ts';
import { dropped, eachUnit, gatesOf, sequenceProgram, slotsOf, type RecurrentVariant } from './recurrent-program.ts';

/** Which outputs a gradient came in for. */
export interface Incoming {
  readonly sequence: boolean;
  readonly last: boolean;
}

/**
 * Gradients of forwardProgram()'s sums. Inputs: `kept` (its output), `rt` [gates·units, units] (the recurrent kernel
 * transposed), then as the variant and `incoming` say `dsequence` [batch, time, units], `dlast` [batch, states·units],
 * `mask`, `drop`, `initial`. Output [batch, time + 1, gates·units]: gradients of each step's sums (for the GRU with reset
 * after one vector more: the candidate's recurrent part); in the last row those of the initial states.
 */
export function backwardProgram(
  backend: WebgpuBackend,
  variant: RecurrentVariant,
  [batch, time]: readonly [number, number],
  incoming: Incoming,
): WebgpuProgram {
  const { cell, units, hasMask, hasInitial, dropouts } = variant;
  const gates = gatesOf[cell];
  const width = (cell === 'gru after' ? 4 : gates) * units;
  const needsInitial = hasInitial && cell !== 'rnn tanh' && cell !== 'rnn relu';
  const inputs = [
    ...['kept', 'rt'],
    ...(incoming.sequence ? ['dsequence'] : []),
    ...(incoming.last ? ['dlast'] : []),
    ...(hasMask ? ['mask'] : []),
    ...(dropouts > 0 ? ['drop'] : []),
    ...(needsInitial ? ['initial'] : []),
  ];
  return sequenceProgram(backend, variant, {
    name: 'recurrent_gradient',
    inputs,
    outputShape: [batch, time + 1, width],
    shared: { ds: gates * units },
    code: ({ threads, rounds }) => backwardCode(variant, { incoming, threads, rounds, width, needsInitial }),
  });
}

interface Layout {
  readonly incoming: Incoming;
  readonly threads: number;
  readonly rounds: number;
  readonly width: number;
  readonly needsInitial: boolean;
}

function backwardCode(variant: RecurrentVariant, { incoming, threads, rounds, width, needsInitial }: Layout): string {
  const { cell, units, hasMask } = variant;
  const slots = slotsOf[cell];
  const states = cell === 'lstm' ? 2 : 1;
  const each = (code: string): string => eachUnit(units, rounds, threads, code);
  const kept = (slot: string, row = 'at'): string => `kept[${row} + ${slots.indexOf(slot) * units} + j]`;
  /** The state before this step. */
  const before = (slot: 'h' | 'c'): string => {
    const start = needsInitial ? `initial[b * ${states * units} + ${slot === 'c' ? units : 0} + j]` : '0.0';
    return `
        var ${slot}Before = ${start};
        if (t > 0) { ${slot}Before = ${kept(slot, `(at - ${slots.length * units})`)}; }`;
  };
  return `
fn main(index : i32) {
  let batch = uniforms.keptShape.x;
  let time = uniforms.keptShape.y;
  let b = i32(workgroupId.z * numWorkgroups.x * numWorkgroups.y + workgroupId.y * numWorkgroups.x + workgroupId.x);
  let l = i32(localId.x);
  // Gradients of the states after the step, of h without what flows through the sums; of h through no sum.
  var dhs : array<f32, ${rounds}>;
  var dcs : array<f32, ${rounds}>;
  var past : array<f32, ${rounds}>;
  ${each(`
        dhs[k] = ${incoming.last ? `dlast[b * ${states * units} + j]` : '0.0'};
        dcs[k] = ${incoming.last && cell === 'lstm' ? `dlast[b * ${2 * units} + ${units} + j]` : '0.0'};`)}
  for (var q = 0; q < time; q++) {
    let t = time - 1 - q;
    let row = b * time + t;
    let at = row * ${slots.length * units};
    let out = (b * (time + 1) + t) * ${width};
    let isFrozen = ${hasMask ? 'mask[row] == 0' : 'false'};
    ${each(`dhs[k] += ${incoming.sequence ? `dsequence[row * ${units} + j]` : '0.0'};`)}
    ${steps({ variant, each, kept, before })}
    workgroupBarrier();
  }
  ${each(`
        if (b < batch) {
          let last = (b * (time + 1) + time) * ${width} + j;
          result[last] = dhs[k];
          ${cell === 'lstm' ? `result[last + ${units}] = dcs[k];` : ''}
        }`)}
}`;
}

interface StepParts {
  readonly variant: RecurrentVariant;
  readonly each: (code: string) => string;
  readonly kept: (slot: string, row?: string) => string;
  readonly before: (slot: 'h' | 'c') => string;
}

/** WGSL of one step back: writes the gradients of its sums, and sets \`dhs[k]\` and \`dcs[k]\` to those of the states before. */
function steps({ variant, each, kept, before }: StepParts): string {
  const { cell, units } = variant;
  const zeroed = (name: string, value: string): string => `let ${name} = select(${value}, 0.0, isFrozen);`;
  /** Keeps gradients for all threads and writes them out, gate by gate. */
  const give = (gates: readonly (readonly [gate: number, name: string])[]): string =>
    gates
      .map(
        ([gate, name]) =>
          `ds[${gate * units} + j] = ${name}; if (b < batch) { result[out + ${gate * units} + j] = ${name}; }`,
      )
      .join('\n        ');
  /** Sets `name` to what flows to h before the step through the sums of the given gates. */
  const through = (name: string, gates: readonly number[]): string => `
        var ${name} = 0.0;
        ${gates
          .map(
            (gate) => `
        {
          var sum = 0.0;
          for (var m = 0; m < ${units}; m++) { sum += ds[${gate * units} + m] * rt[(${gate * units} + m) * ${units} + j]; }
          ${name} += sum${dropped(variant, gate, 'j')};
        }`,
          )
          .join('')}`;
  const flow = (gates: readonly number[]): string => `
    workgroupBarrier();
    ${each(`${through('flowing', gates)}
        dhs[k] = past[k] + flowing;`)}`;
  switch (cell) {
    case 'lstm':
      return `${each(`
        let i = ${kept('i')};
        let f = ${kept('f')};
        let g = ${kept('g')};
        let o = ${kept('o')};
        let tc = tanhOf(${kept('c')});
        ${before('c')}
        let dh = dhs[k];
        let dc = dcs[k] + dh * o * (1.0 - tc * tc);
        ${zeroed('di', 'dc * g * i * (1.0 - i)')}
        ${zeroed('df', 'dc * cBefore * f * (1.0 - f)')}
        ${zeroed('dg', 'dc * i * (1.0 - g * g)')}
        ${zeroed('do_', 'dh * tc * o * (1.0 - o)')}
        dcs[k] = select(dc * f, dcs[k], isFrozen);
        past[k] = select(0.0, dh, isFrozen);
        ${give([
          [0, 'di'],
          [1, 'df'],
          [2, 'dg'],
          [3, 'do_'],
        ])}`)}${flow([0, 1, 2, 3])}`;
    case 'gru after':
      return `${each(`
        let z = ${kept('z')};
        let r = ${kept('r')};
        let g = ${kept('g')};
        let q = ${kept('q')};
        ${before('h')}
        let dh = dhs[k];
        ${zeroed('dz', 'dh * (hBefore - g) * z * (1.0 - z)')}
        ${zeroed('dg', 'dh * (1.0 - z) * (1.0 - g * g)')}
        let dr = dg * q * r * (1.0 - r);
        let dq = dg * r;
        past[k] = select(dh * z, dh, isFrozen);
        ${give([
          [0, 'dz'],
          [1, 'dr'],
        ])}
        ds[${2 * units} + j] = dq;
        if (b < batch) { result[out + ${2 * units} + j] = dg; result[out + ${3 * units} + j] = dq; }`)}${flow([0, 1, 2])}`;
    case 'gru before':
      return `${each(`
        let z = ${kept('z')};
        let g = ${kept('g')};
        ${before('h')}
        let dh = dhs[k];
        ${zeroed('dz', 'dh * (hBefore - g) * z * (1.0 - z)')}
        ${zeroed('dg', 'dh * (1.0 - z) * (1.0 - g * g)')}
        past[k] = select(dh * z, dh, isFrozen);
        ${give([
          [0, 'dz'],
          [2, 'dg'],
        ])}`)}
    workgroupBarrier();
    ${each(`
        let r = ${kept('r')};
        ${before('h')}
        ${through('reset', [2])}
        let dr = reset * hBefore * r * (1.0 - r);
        past[k] += reset * r;
        ${give([[1, 'dr']])}`)}${flow([0, 1])}`;
    case 'rnn tanh':
    case 'rnn relu':
      return `${each(`
        let h = ${kept('h')};
        let dh = dhs[k];
        ${zeroed('da', cell === 'rnn tanh' ? 'dh * (1.0 - h * h)' : 'select(dh, 0.0, h <= 0.0)')}
        past[k] = select(0.0, dh, isFrozen);
        ${give([[0, 'da']])}`)}${flow([0])}`;
  }
}
