"""Means and deviations of layers while they drop or add at random, with real Keras.

Usage: python make_statistics.py > statistics.json. For each layer: its config, its weights, one sample, and over 20,000
copies of that sample in one training pass the mean and standard deviation of every output value.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers as L  # noqa: E402

rng = np.random.default_rng(5)
copies = 20_000
sequence = rng.normal(size=(4, 3)).astype("f4")
film = rng.normal(size=(2, 3, 3, 1)).astype("f4")
kinds = {
    "dropout": (lambda: L.Dropout(0.3), sequence),
    "dropout for all steps": (lambda: L.Dropout(0.4, noise_shape=(None, 1, 3)), sequence),
    "spatial dropout": (lambda: L.SpatialDropout1D(0.3), sequence),
    "gaussian noise": (lambda: L.GaussianNoise(0.4), sequence),
    "gaussian dropout": (lambda: L.GaussianDropout(0.3), sequence),
    "alpha dropout": (lambda: L.AlphaDropout(0.2), sequence),
    "conv lstm": (lambda: L.ConvLSTM2D(1, 2, dropout=0.3, recurrent_dropout=0.2), film),
}
for name, kind, extra in (("lstm", L.LSTM, {}), ("gru", L.GRU, {}), ("gru reset before", L.GRU, {"reset_after": False}), ("simple rnn", L.SimpleRNN, {})):
    kinds[f"{name}, input"] = (lambda kind=kind, extra=extra: kind(2, dropout=0.4, **extra), sequence)
    kinds[f"{name}, state"] = (lambda kind=kind, extra=extra: kind(2, recurrent_dropout=0.4, return_sequences=True, **extra), sequence)
    kinds[f"{name}, both"] = (lambda kind=kind, extra=extra: kind(2, dropout=0.3, recurrent_dropout=0.3, **extra), sequence)

record = {}
for name, (make, sample) in kinds.items():
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input(sample.shape), make()])
    for weight in model.weights:
        weight.assign(np.round(rng.normal(scale=0.8, size=weight.shape), 3))
    y = model(np.repeat(sample[None], copies, axis=0), training=True).numpy().astype("f8")
    record[name] = {
        "config": json.loads(model.to_json()),
        "weights": {w.path: {"shape": list(w.shape), "values": [round(float(v), 3) for v in w.numpy().ravel()]} for w in model.weights},
        "sample": {"shape": list(sample.shape), "values": [float(v) for v in sample.ravel()]},
        "mean": [round(float(v), 5) for v in y.mean(axis=0).ravel()],
        "deviation": [round(float(v), 5) for v in y.std(axis=0).ravel()],
    }
json.dump(record, sys.stdout)
