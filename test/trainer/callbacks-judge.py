"""Real Keras' EarlyStopping and ReduceLROnPlateau on sequences of values. One JSON object in, one out.

in:  [{"kind": "early" | "plateau", "options": {...}, "rate": number, "values": [number | "nan" | "inf" | null]}]
out: for early   {"stopped": epoch from 1 or 0, "best": epoch from 1 or 0 whose weights are restored}
     for plateau {"rates": the rate after each epoch}
"""
import json
import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
warnings.simplefilter("ignore")
import keras  # noqa: E402


class Model:
    """As much of a model as the callbacks touch; its weights are the number of the epoch."""

    def __init__(self, rate):
        self.optimizer = keras.optimizers.SGD(rate)
        self.stop_training = False
        self.weights = 0

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights


def logs(value):
    return {} if value is None else {"figure": float(value)}


def early(case):
    model = Model(0.1)
    callback = keras.callbacks.EarlyStopping(monitor="figure", restore_best_weights=True, **case["options"])
    callback.set_model(model)
    callback.on_train_begin()
    stopped = 0
    for epoch, value in enumerate(case["values"]):
        model.weights = epoch + 1
        callback.on_epoch_end(epoch, logs(value))
        if model.stop_training:
            stopped = epoch + 1
            break
    model.weights = 0
    callback.on_train_end()
    return {"stopped": stopped, "best": model.weights}


def plateau(case):
    model = Model(case["rate"])
    callback = keras.callbacks.ReduceLROnPlateau(monitor="figure", **case["options"])
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(case["values"]):
        callback.on_epoch_end(epoch, logs(value))
        rates.append(float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)))
    return {"rates": rates}


answers = [{"early": early, "plateau": plateau}[case["kind"]](case) for case in json.load(sys.stdin)]
print("\n@@" + json.dumps(answers))
