/** The studio's own classes in Python: a file that travels in an export whose model or training uses one of them. */
import { warmUpClassPython } from '../../shared/training/warm-up.ts';

/** Name of the file; `import weft_objects` registers the classes before a model is loaded. */
export const weftObjectsFile = 'weft_objects.py';

/** True where a config names a class `weft>…`, at any depth. */
export function usesWeftObjects(config: unknown): boolean {
  if (Array.isArray(config)) return config.some(usesWeftObjects);
  if (!isRecord(config)) return false;
  const name = config['registered_name'];
  return (typeof name === 'string' && name.startsWith('weft>')) || Object.values(config).some(usesWeftObjects);
}

export const weftObjects = String.raw`"""Layers, losses and metrics that Keras does not have. Import this file before loading the model:

    import keras
    import weft_objects
    model = keras.saving.load_model("model.keras")
"""
import keras
from keras import ops

SMALLEST_SQUARE = 1e-7  # the root has a finite slope where two points coincide
register = keras.saving.register_keras_serializable(package="weft")


class Distance(keras.layers.Layer):
    """Takes a list of two tensors (batch, ..., features) and gives (batch, ..., 1)."""

    def call(self, inputs):
        first, second = inputs
        return self.between(first, second)

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], 1)


@register
class EuclideanDistance(Distance):
    def between(self, first, second):
        squares = ops.sum(ops.square(first - second), axis=-1, keepdims=True)
        return ops.sqrt(ops.maximum(squares, SMALLEST_SQUARE))


@register
class ManhattanDistance(Distance):
    def between(self, first, second):
        return ops.sum(ops.abs(first - second), axis=-1, keepdims=True)


@register
class CosineDistance(Distance):
    """1 - cosine of the angle."""

    def between(self, first, second):
        unit = lambda x: x * ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis=-1, keepdims=True), 1e-14))
        return 1.0 - ops.sum(unit(first) * unit(second), axis=-1, keepdims=True)


class MarginLoss(keras.losses.Loss):
    def __init__(self, margin=1.0, **kwargs):
        super().__init__(**kwargs)
        self.margin = margin

    def get_config(self):
        return {**super().get_config(), "margin": self.margin}


@register
class ContrastiveLoss(MarginLoss):
    """Hadsell et al. 2006: y_pred is a distance, y_true is 1 for a pair that is the same and 0 for one that is not."""

    def call(self, y_true, y_pred):
        y_true = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
        together = y_true * ops.square(y_pred)
        apart = (1.0 - y_true) * ops.square(ops.maximum(self.margin - y_pred, 0.0))
        return ops.mean(together + apart, axis=-1)


@register
class TripletLoss(MarginLoss):
    """Hermans et al. 2017, batch hard: y_pred is where each sample lies, y_true its class number."""

    def call(self, y_true, y_pred):
        size = ops.shape(y_pred)[0]
        places = ops.reshape(y_pred, (size, -1))
        labels = ops.reshape(ops.cast(y_true, "int32"), (-1,))
        squares = ops.sum(ops.square(ops.expand_dims(places, 1) - ops.expand_dims(places, 0)), axis=-1)
        distances = ops.sqrt(ops.maximum(squares, SMALLEST_SQUARE))
        same = ops.equal(ops.expand_dims(labels, 1), ops.expand_dims(labels, 0))
        farthest = ops.max(ops.where(same, distances, 0.0), axis=1)
        nearest = ops.min(ops.where(same, 9e15, distances), axis=1)
        values = ops.relu(self.margin + farthest - nearest)
        return ops.where(ops.all(same, axis=1), 0.0, values)


def pair_accuracy(y_true, y_pred, threshold=0.5):
    same = ops.cast(y_pred < threshold, y_pred.dtype)
    wanted = ops.reshape(ops.cast(y_true, y_pred.dtype), ops.shape(y_pred))
    return ops.mean(ops.cast(ops.equal(wanted, same), y_pred.dtype), axis=-1)


@register
class PairAccuracy(keras.metrics.MeanMetricWrapper):
    """Share of the pairs that a distance below the threshold calls the same (y_true = 1), or not."""

    def __init__(self, threshold=0.5, name="pair_accuracy", dtype=None):
        super().__init__(fn=pair_accuracy, name=name, dtype=dtype, threshold=threshold)
        self.threshold = threshold

    def get_config(self):
        return {"name": self.name, "dtype": self.dtype, "threshold": self.threshold}


${warmUpClassPython}`;
import { isRecord } from '../../shared/json.ts';
