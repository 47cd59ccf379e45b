/** What the layers share that convolve each feature alone along time. Keras 3 has no causal padding here. */
import { convolutionParams } from './convolution.ts';
import { constraintParam, initializerParam, regularizerParam } from './params.ts';

const {
  filters,
  groups: _groups,
  kernelInitializer: _initializer,
  kernelRegularizer: _regularizer,
  kernelConstraint: _constraint,
  ...window
} = convolutionParams(1, ['valid', 'same']);

/** Of the mix of features that may follow. */
export const mixFilters = filters;

/** Size, steps and bias of the window; the kernel is settled by `depthwiseKernel`. */
export const depthwiseWindow = window;

/** How many filters each feature has. */
export const depthMultiplier = { kind: 'int', default: 1, min: 1, max: 1000 } as const;

export const depthwiseKernel = {
  depthwiseInitializer: initializerParam('glorotUniform'),
  depthwiseRegularizer: regularizerParam,
  depthwiseConstraint: constraintParam,
} as const;
