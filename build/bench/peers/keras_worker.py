"""Keras on TensorFlow as a user runs it: compile, fit, predict. Protocol: see requests.ts."""

import os
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf
from keras import layers
from protocol import kept, make_data, peak_memory, read_arrays, serve

last_activations = {
    "mean_absolute_error": "linear",
    "categorical_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
}


def build(work, metrics=None):
    units = work["units"]
    cell = {"LSTM": layers.LSTM, "GRU": layers.GRU, "SimpleRNN": layers.SimpleRNN}[work["cell"]]
    last = layers.Dense(work["target"][-1], activation=last_activations[work["loss"]])
    stack = [layers.Input((work["steps"], *work["features"]))]
    if work["lengths"] is not None:
        stack.append(layers.Masking())
    if work["model"] == "stacked":
        stack += [cell(units[0], return_sequences=True), cell(units[1]), last]
    elif work["model"] == "encoder-decoder":
        stack += [
            cell(units[0]),
            layers.RepeatVector(work["target"][0]),
            cell(units[1], return_sequences=True),
            layers.TimeDistributed(last),
        ]
    elif work["model"] == "bidirectional":
        stack += [layers.Bidirectional(cell(units[0])), last]
    elif work["model"] == "frames":
        stack += [
            layers.TimeDistributed(layers.Conv2D(2, 2, activation="relu")),
            layers.TimeDistributed(layers.MaxPooling2D(2)),
            layers.TimeDistributed(layers.Flatten()),
            cell(units[0]),
            last,
        ]
    else:
        stack += [cell(units[0]), last]
    model = keras.Sequential(stack)
    wanted = work["optimizer"]
    optimizers = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    optimizer = optimizers[wanted["name"]](wanted["rate"], clipnorm=wanted["clipnorm"])
    model.compile(loss=work["loss"], optimizer=optimizer, metrics=metrics)
    return model


class EpochTimer(keras.callbacks.Callback):
    """Times the steps without what `fit` prepares before them: a real epoch has many more to share it."""

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds = time.perf_counter() - self.begin


def prepare_training(work):
    x, y = make_data(work)
    return build(work), tf.data.Dataset.from_tensors((tf.constant(x), tf.constant(y)))


def prepare_prediction(work, batch):
    return build(work), make_data(work, batch)[0]


training = kept(prepare_training)
prediction = kept(prepare_prediction)


def train(request):
    work = request["workload"]
    model, data = training(work["name"], work)
    timer = EpochTimer()
    history = model.fit(data.repeat(request["steps"]), verbose=0, callbacks=[timer])
    return {"seconds": timer.seconds, "parameters": model.count_params(), "loss": history.history["loss"][-1]}


def predict(request):
    work, batch = request["workload"], request["batch"]
    model, x = prediction((work["name"], batch), work, batch)
    begin = time.perf_counter()
    for _ in range(request["calls"]):
        if request["direct"]:
            model.predict_on_batch(x)
        else:
            model.predict(x, batch_size=batch, verbose=0)
    return {"seconds": time.perf_counter() - begin, "parameters": model.count_params()}


def losses(request):
    *weights, x, y = read_arrays(request["from"])
    model = build(request["workload"])
    model.set_weights(weights)
    # One epoch is one step here; its loss is the one before the update.
    history = model.fit(x, y, batch_size=len(x), epochs=request["steps"], shuffle=False, verbose=0)
    return {"losses": history.history["loss"]}


def epoch(request):
    work = request["workload"]
    x, y, validation_x, validation_y = read_arrays(request["from"])
    model = build(work, ["accuracy"])
    begin = time.perf_counter()
    history = model.fit(
        x, y, batch_size=work["batch"], epochs=1, verbose=0, validation_data=(validation_x, validation_y)
    )
    return {
        "seconds": time.perf_counter() - begin,
        "parameters": model.count_params(),
        "accuracy": history.history["val_accuracy"][-1],
        "steps": -(-len(x) // work["batch"]),
    }


serve(
    {"keras": keras.__version__, "tensorflow": tf.__version__},
    {"train": train, "predict": predict, "losses": losses, "epoch": epoch, "memory": peak_memory},
)
