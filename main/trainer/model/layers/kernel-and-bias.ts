/** The kernel and bias that Dense and convolutions have in common, with Keras' names and defaults. */
import { readConstraint } from '../constraints.ts';
import { readInitializer } from '../initializers.ts';
import type { LayerSetup, Weight } from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';

/** `shape`: the kernel's, last axis the layer's units, which is the length of the bias; null where it has none. */
export function addKernelAndBias(
  { config, addWeight }: Pick<LayerSetup, 'config' | 'addWeight'>,
  shape: readonly number[],
): { readonly kernel: Weight; readonly bias: Weight | null } {
  const kernel = addWeight({
    name: 'kernel',
    shape,
    initializer: readInitializer(config.raw['kernel_initializer'], 'GlorotUniform'),
    regularizer: readRegularizer(config.raw['kernel_regularizer']),
    constraint: readConstraint(config.raw['kernel_constraint']),
  });
  const bias = config.boolean('use_bias', true)
    ? addWeight({
        name: 'bias',
        shape: shape.slice(-1),
        initializer: readInitializer(config.raw['bias_initializer'], 'Zeros'),
        regularizer: readRegularizer(config.raw['bias_regularizer']),
        constraint: readConstraint(config.raw['bias_constraint']),
      })
    : null;
  return { kernel, bias };
}
