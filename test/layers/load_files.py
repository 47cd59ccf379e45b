"""Loads .keras files with real Keras: what they predict, and which variables Keras itself would have written.

Input: JSON {name: {path, x}} with x a list of {shape, values, dtype}. Output after a marker line: per name
{outputs, ours, theirs} or {error}.
"""

import io
import json
import os
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402


def variables(path):
    found = {}
    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
        file.visititems(lambda name, entry: found.update({name: list(entry.shape)}) if hasattr(entry, "shape") else None)
    return found


def judge(path, x):
    model = keras.models.load_model(path)
    fed = [np.asarray(one["values"], dtype=one["dtype"]).reshape(one["shape"]) for one in x]
    outputs = model(fed if len(fed) > 1 else fed[0], training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    again = path + ".again.keras"
    model.save(again)
    # A pass with every random layer at work: their seed generators are there.
    model(fed if len(fed) > 1 else fed[0], training=True)
    return {"outputs": [np.asarray(one, dtype="f8").ravel().tolist() for one in outputs], "ours": variables(path), "theirs": variables(again)}


answers = {}
for name, task in json.load(sys.stdin).items():
    try:
        answers[name] = judge(task["path"], task["x"])
    except Exception as error:  # the answer is the error's text
        answers[name] = {"error": f"{type(error).__name__}: {error}"[:500]}
    keras.backend.clear_session()
sys.stdout.write("\n@@" + json.dumps(answers))
