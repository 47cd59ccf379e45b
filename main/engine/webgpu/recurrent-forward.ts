import type { WebgpuBackend, WebgpuProgram } from './backend-types.ts';
import { dropped, eachUnit, gatesOf, sequenceProgram, slotsOf, type RecurrentVariant } from './recurrent-program.ts';

/**
 * A cell over whole sequences. Inputs: `xz` [batch, time, gates·units] (input's product with bias), `rk` [units,
 * gates·units], then as the variant says `rb` [3·units] (GRU with reset after: the recurrent bias), `mask` [batch, time],
 * `drop` [1 or gates, batch, units], `initial` [batch, states·units].
 * Output with `keeps`: slots of every step, [batch, time, slots·units]. Without: h of every step, for the LSTM with the
 * last c as one more row.
 */
export function forwardProgram(
  backend: WebgpuBackend,
  variant: RecurrentVariant,
  [batch, time]: readonly [number, number],
  keeps: boolean,
): WebgpuProgram {
  const { cell, units, hasMask, hasInitial, dropouts } = variant;
  const slots = keeps ? slotsOf[cell].length : 1;
  const rows = !keeps && cell === 'lstm' ? time + 1 : time;
  const inputs = [
    ...['xz', 'rk'],
    ...(cell === 'gru after' ? ['rb'] : []),
    ...(hasMask ? ['mask'] : []),
    ...(dropouts > 0 ? ['drop'] : []),
    ...(hasInitial ? ['initial'] : []),
  ];
  return sequenceProgram(backend, variant, {
    name: keeps ? 'recurrent_training' : 'recurrent',
    inputs,
    outputShape: [batch, rows, slots * units],
    shared: { hs: units, ...(cell === 'gru before' ? { rs: units } : {}) },
    code: ({ threads, rounds }) => forwardCode(variant, { keeps, threads, rounds, rows: rows - time }),
  });
}

interface Layout {
  readonly keeps: boolean;
  readonly threads: number;
  readonly rounds: number;
  /** Rows of the output beyond the steps. */
  readonly rows: number;
}

function forwardCode(variant: RecurrentVariant, { keeps, threads, rounds, rows }: Layout): string {
  const { cell, units, hasMask, hasInitial } = variant;
  const states = cell === 'lstm' ? 2 : 1;
  const each = (code: string): string => eachUnit(units, rounds, threads, code);
  const names = keeps ? slotsOf[cell] : ['h'];
  const writes = names.map((name, slot) => `result[out + ${slot * units} + j] = ${name === 'h' ? 'hn[k]' : name};`);
  const frozen = hasMask ? 'mask[row] == 0' : 'false';
  return `
fn main(index : i32) {
  let batch = uniforms.xzShape.x;
  let time = uniforms.xzShape.y;
  let b = i32(workgroupId.z * numWorkgroups.x * numWorkgroups.y + workgroupId.y * numWorkgroups.x + workgroupId.x);
  let l = i32(localId.x);
  var hn : array<f32, ${rounds}>;
  ${cell === 'lstm' ? `var cs : array<f32, ${rounds}>;` : ''}
  ${cell === 'gru before' ? `var zs : array<f32, ${rounds}>; var gates : array<f32, ${rounds}>;` : ''}
  ${each(`
        hn[k] = ${hasInitial ? `initial[b * ${states * units} + j]` : '0.0'};
        ${cell === 'lstm' ? `cs[k] = ${hasInitial ? `initial[b * ${2 * units} + ${units} + j]` : '0.0'};` : ''}
        hs[j] = hn[k];`)}
  workgroupBarrier();
  for (var t = 0; t < time; t++) {
    let row = b * time + t;
    let xs = row * ${gatesOf[cell] * units};
    let out = (b * (time + ${rows}) + t) * ${names.length * units};
    let isFrozen = ${frozen};
    ${steps(variant, each, `if (b < batch) { ${writes.join(' ')} }`)}
    workgroupBarrier();
    ${each('hs[j] = hn[k];')}
    workgroupBarrier();
  }
  ${rows === 0 ? '' : each(`if (b < batch) { result[(b * (time + 1) + time) * ${units} + j] = cs[k]; }`)}
}`;
}

/** WGSL of one step: sets \`hn[k]\`, and what is kept, from \`hs\`, the last h of all units. */
function steps(variant: RecurrentVariant, each: (code: string) => string, writes: string): string {
  const { cell, units } = variant;
  const width = gatesOf[cell] * units;
  /** Sums \`a<gate>\` of the given gates over the last state. */
  const products = (gates: readonly number[], state = 'hs[m]'): string => `
        for (var m = 0; m < ${units}; m++) {
          let h = ${state};
          let at = m * ${width} + j;
          ${gates.map((gate) => `a${gate} += (h${state === 'hs[m]' ? dropped(variant, gate, 'm') : ''}) * rk[at + ${gate * units}];`).join('\n          ')}
        }`;
  const sums = (gates: readonly number[], start: (gate: number) => string): string =>
    gates.map((gate) => `var a${gate} = ${start(gate)};`).join(' ');
  const input = (gate: number): string => `xz[xs + ${gate * units} + j]`;
  switch (cell) {
    case 'lstm':
      return each(`
        ${sums([0, 1, 2, 3], input)}
        ${products([0, 1, 2, 3])}
        let i = sigmoidOf(a0);
        let f = sigmoidOf(a1);
        let g = tanhOf(a2);
        let o = sigmoidOf(a3);
        let c = select(f * cs[k] + i * g, cs[k], isFrozen);
        hn[k] = select(o * tanhOf(c), hs[j], isFrozen);
        cs[k] = c;
        ${writes}`);
    case 'gru after':
      return each(`
        ${sums([0, 1, 2], (gate) => `rb[${gate * units} + j]`)}
        ${products([0, 1, 2])}
        let z = sigmoidOf(${input(0)} + a0);
        let r = sigmoidOf(${input(1)} + a1);
        let q = a2;
        let g = tanhOf(${input(2)} + r * q);
        hn[k] = select(z * hs[j] + (1.0 - z) * g, hs[j], isFrozen);
        ${writes}`);
    case 'gru before':
      return `${each(`
        ${sums([0, 1], input)}
        ${products([0, 1])}
        zs[k] = sigmoidOf(a0);
        gates[k] = sigmoidOf(a1);
        rs[j] = gates[k] * hs[j]${dropped(variant, 2, 'j')};`)}
    workgroupBarrier();
    ${each(`
        ${sums([2], input)}
        ${products([2], 'rs[m]')}
        let z = zs[k];
        let r = gates[k];
        let g = tanhOf(a2);
        hn[k] = select(z * hs[j] + (1.0 - z) * g, hs[j], isFrozen);
        ${writes}`)}`;
    case 'rnn tanh':
    case 'rnn relu':
      return each(`
        ${sums([0], input)}
        ${products([0])}
        hn[k] = select(${cell === 'rnn tanh' ? 'tanhOf' : 'reluOf'}(a0), hs[j], isFrozen);
        ${writes}`);
  }
}
