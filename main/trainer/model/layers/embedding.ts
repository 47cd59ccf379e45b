import type { GradSaveFunc, Tensor1D } from '@tensorflow/tfjs';
import { readConstraint } from '../constraints.ts';
import { detach } from '../gradients.ts';
import { readInitializer } from '../initializers.ts';
import {
  only,
  type CallContext,
  type LayerFactory,
  type Tensor,
  type Tf,
  type Variable,
  type Weight,
} from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';

/** Whole numbers [batch, ...] to vectors [batch, ..., output_dim]; with `mask_zero`, number 0 is a masked step. */
export const embedding: LayerFactory = ({ tf, config, addWeight }) => {
  const width = config.number('output_dim');
  const masksZero = config.boolean('mask_zero', false);
  const table = addWeight({
    name: 'embeddings',
    shape: [config.number('input_dim'), width],
    initializer: readInitializer(config.raw['embeddings_initializer'], 'RandomUniform'),
    regularizer: readRegularizer(config.raw['embeddings_regularizer']),
    constraint: readConstraint(config.raw['embeddings_constraint']),
  });
  return {
    outputShapes: ([input]) => [[...(input ?? []), width]],
    call(input, context) {
      const numbers = detach(tf, only(input));
      const indices = numbers.dtype === 'int32' ? numbers : tf.cast(numbers, 'int32');
      return { outputs: [lookUp(tf, table, indices, context)], masks: [masksZero ? tf.notEqual(indices, 0) : null] };
    },
  };
};

/**
 * Rows of the table. Keras on TensorFlow keeps the gradient of a look-up as a list of rows and squares each row before it
 * adds up rows of the same number: optimizers with second moments see the sum of squares, which is noted here. Clipping by
 * value cuts each row too. A regularizer makes that gradient one tensor, and then it is squared as a whole.
 */
function lookUp(tf: Tf, table: Weight, indices: Tensor, context: CallContext): Tensor {
  const [rows = 1, width = 1] = table.shape;
  const notes = table.regularizer === null ? context.gradientSquares : null;
  const flatIndices = tf.reshape(indices, [indices.size]) as Tensor1D;
  const gather = tf.customGrad((weights, save) => {
    // Saved, because what the forward pass makes is gone when the gradient is asked for.
    (save as GradSaveFunc)([flatIndices]);
    return {
      value: tf.gather(weights as Tensor, indices),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => {
        const numbers = saved as Tensor1D;
        const rowsOfGradient = tf.reshape(dy, [numbers.size, width]);
        const limit = notes === null ? null : context.partLimit;
        const parts = limit === null ? rowsOfGradient : tf.clipByValue(rowsOfGradient, -limit, limit);
        if (notes !== null) addNote(tf, notes, table.variable, tf.unsortedSegmentSum(tf.square(parts), numbers, rows));
        if (notes !== null && context.gradientSizes !== null)
          addNote(tf, context.gradientSizes, table.variable, tf.unsortedSegmentSum(tf.abs(parts), numbers, rows));
        return tf.unsortedSegmentSum(parts, numbers, rows);
      },
    };
  });
  return gather(table.variable);
}

function addNote(tf: Tf, notes: Map<Variable, Tensor>, variable: Variable, sums: Tensor): void {
  const before = notes.get(variable);
  notes.set(variable, tf.keep(before === undefined ? sums : tf.add(before, sums)));
  before?.dispose();
}
