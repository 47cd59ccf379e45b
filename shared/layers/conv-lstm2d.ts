import { axis, type Shape, shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { convolutionParams, slide } from './convolution.ts';
import { defineLayer } from './layer-type.ts';
import { activationParam, rareFlag, seedParam } from './params.ts';
import { recurrentMask, recurrentParams, recurrentPorts } from './recurrent.ts';
import { at, lastSize, mismatch, unknownAxis, wrongRank } from './shape-checks.ts';
import { unfitPart } from './weight-parts.ts';

const states = ['h', 'c'];
const { units: _units, ...recurrent } = recurrentParams;
const { filters, kernelSize, strides, padding, dilationRate } = convolutionParams(2, ['valid', 'same']);

/**
 * An LSTM whose products are convolutions (Shi et al. 2015): (batch, time, height, width, channels) →
 * (batch, rows, columns, filters), or every step of it with `returnSequences`.
 */
export const convLstm2d = defineLayer({
  id: 'convLstm2d',
  version: 1,
  category: 'recurrent',
  ...recurrentPorts(states),
  params: {
    filters,
    kernelSize,
    strides,
    padding,
    dilationRate,
    ...recurrent,
    recurrentActivation: { ...activationParam('sigmoid'), advanced: true },
    unitForgetBias: rareFlag(true),
    seed: seedParam,
  },
  inferShape(inputs, params) {
    const x = at(inputs, 'x');
    const [batch, time, ...frame] = x;
    const channels = frame[2];
    if (x.length !== 5 || !batch || !time || !channels)
      return wrongRank('ConvLSTM2D', '(batch, time, height, width, channels)', x);
    const open = x.findIndex((entry, index) => index > 1 && entry.size === null);
    if (open !== -1) return unknownAxis('ConvLSTM2D', open, x);
    if (params.stateful && batch.size === null) return unknownAxis('ConvLSTM2D', 0, x);
    if (params.unroll && time.size === null) return unknownAxis('ConvLSTM2D', 1, x);
    if (params.strides.some((stride) => stride > 1) && params.dilationRate.some((dilation) => dilation > 1)) {
      const details = {
        layer: 'ConvLSTM2D',
        param: 'dilationRate',
        expected: '1 (strides > 1)',
        received: String(params.dilationRate),
      };
      return failed(problem('param/invalid', details, { param: 'dilationRate' }));
    }
    const unfit = unfitPart('ConvLSTM2D', params, 4);
    if (unfit) return unfit;
    const moved = slide('ConvLSTM2D', [batch, ...frame], 2, params);
    if (!moved.ok) return moved;
    const state: Shape = [batch, ...moved.value, axis('channels', params.filters)];
    const given = states.filter((name) => at(inputs, `${name}0`).length > 0);
    const missing = states.find((name) => given.length > 0 && !given.includes(name));
    if (missing) return failed(problem('wire/missing', { layer: 'ConvLSTM2D', port: `${missing}0` }));
    for (const name of given) {
      const received = at(inputs, `${name}0`);
      if (received.length !== 4 || received.some((entry, index) => index > 0 && entry.size !== state[index]?.size))
        return mismatch('ConvLSTM2D', `${name}0: ${shapeText(state)}`, shapeText(received));
    }
    const y: Shape = params.returnSequences ? [batch, time, ...state.slice(1)] : state;
    return ok({ y, ...(params.returnState ? { h: state, c: state } : {}) });
  },
  mask: recurrentMask,
  keras: {
    class: 'ConvLSTM2D',
    fixed: { data_format: 'channels_last' },
    keywordPorts: { argument: 'initial_state', ports: ['h0', 'c0'] },
  },
  countParams(inputs, params) {
    const window = params.kernelSize.reduce((product, size) => product * size, 1);
    const sources = window * (lastSize(at(inputs, 'x')) + params.filters);
    return { trainable: 4 * params.filters * (sources + (params.useBias ? 1 : 0)), other: 0 };
  },
});
