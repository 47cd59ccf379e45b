"""Runs model configs in real Keras and tells outputs, their masks, and figures of training. One JSON object in, one out.

in:  {"objects": Python of the studio's classes, "tasks": {name: {"config": .., "x": [array], "y": [array], "compile": {"loss": .., "metrics": .., "loss_weights": .., "optimizer": ..}}}}
     an array is {"shape": [..], "values": [..], "dtype": "float32" | "int32"}; y and compile may be missing
out: {name: {"outputs": [array], "masks": [array or null], "weights": [array, in Keras' order],
     "losses": [of 3 steps], "figures": {name: value, before the steps}, "after": [array]} or {"error": text}}
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras  # noqa: E402
import numpy as np  # noqa: E402


def read(array):
    return np.array(array["values"], array.get("dtype", "float32")).reshape(array["shape"])


def write(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": [float(value) for value in array.reshape(-1)]}


def listed(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def run(task):
    keras.utils.set_random_seed(3)
    model = keras.models.model_from_json(json.dumps(task["config"]))
    random = np.random.default_rng(5)
    for weight in model.weights:
        if "variance" not in weight.path:
            weight.assign(np.asarray(weight) + 0.2 * random.standard_normal(weight.shape))
    weights = [write(weight) for weight in model.weights]
    x = [read(array) for array in task["x"]]
    outputs = listed(model(x[0] if len(x) == 1 else x))
    masks = [keras.src.backend.get_keras_mask(tensor) for tensor in outputs]
    answer = {
        "outputs": [write(tensor) for tensor in outputs],
        "masks": [None if mask is None else write(mask) for mask in masks],
        "weights": weights,
    }
    if "compile" in task:
        y = [read(array) for array in task["y"]]
        x, y = (x[0] if len(x) == 1 else x), (y[0] if len(y) == 1 else y)
        model.compile(**task["compile"], run_eagerly=True)  # tracing would take longer than all steps
        batch = len(x[0]) if isinstance(x, list) else len(x)
        figures = model.evaluate(x, y, batch_size=batch, verbose=0, return_dict=True)
        answer["figures"] = {name: float(value) for name, value in figures.items()}
        answer["losses"] = []
        for _ in range(3):
            model.reset_metrics()
            answer["losses"].append(float(model.train_on_batch(x, y, return_dict=True)["loss"]))
        answer["after"] = [write(weight) for weight in model.weights]
    return answer


answers = {}
given = json.load(sys.stdin)
# The studio's own classes register themselves.
exec(given["objects"])
for name, task in given["tasks"].items():
    try:
        answers[name] = run(task)
    except Exception as error:  # the answer is the error's text
        answers[name] = {"error": f"{type(error).__name__}: {error}"[:500]}
sys.stdout.write("\n@@" + json.dumps(answers))
