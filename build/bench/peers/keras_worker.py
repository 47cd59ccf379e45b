"""Keras on TensorFlow as a user runs it: compile and fit. Protocol: see worker.ts."""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def build(work):
    outputs = work["target"][-1]
    units = work["units"]
    cell = {"LSTM": layers.LSTM, "GRU": layers.GRU, "SimpleRNN": layers.SimpleRNN}[work["cell"]]
    stack = [layers.Input((work["steps"], work["features"]))]
    if work["lengths"] is not None:
        stack.append(layers.Masking())
    if work["model"] == "stacked":
        stack += [cell(units[0], return_sequences=True), cell(units[1]), layers.Dense(outputs)]
    elif work["model"] == "encoder-decoder":
        stack += [
            cell(units[0]),
            layers.RepeatVector(work["target"][0]),
            cell(units[1], return_sequences=True),
            layers.TimeDistributed(layers.Dense(outputs, activation="softmax")),
        ]
    else:
        stack += [cell(units[0]), layers.Dense(outputs, activation="softmax")]
    model = keras.Sequential(stack)
    optimizers = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    model.compile(loss=work["loss"], optimizer=optimizers[work["optimizer"]["name"]](work["optimizer"]["rate"]))
    return model


def make_data(work):
    x = np.random.uniform(0.01, 1, (work["batch"], work["steps"], work["features"])).astype("float32")
    if work["lengths"] is not None:
        for row, length in enumerate(work["lengths"]):
            x[row, length:] = 0
    y = np.random.uniform(0.01, 1, (work["batch"], *work["target"])).astype("float32")
    if work["loss"] != "mean_absolute_error":
        y /= y.sum(-1, keepdims=True)
    return tf.data.Dataset.from_tensors((tf.constant(x), tf.constant(y)))


def main():
    print(json.dumps({"versions": {"keras": keras.__version__, "tensorflow": tf.__version__}}), flush=True)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        work = request["workload"]
        if work["name"] not in prepared:
            prepared[work["name"]] = (build(work), make_data(work))
        model, data = prepared[work["name"]]
        repeated = data.repeat(request["steps"])
        begin = time.perf_counter()
        history = model.fit(repeated, verbose=0)
        seconds = time.perf_counter() - begin
        answer = {"seconds": seconds, "parameters": model.count_params(), "loss": float(history.history["loss"][-1])}
        print(json.dumps(answer), flush=True)


main()
