"""Real Keras opens exported files. Input: JSON {cases: [{name, keras, h5, json, again, sample}]}; one line of JSON for
each case behind a marker: predictions, losses of two further steps from both files, and after saving once more at `again`
(after those two steps) the losses of two more. An error is told as text."""

import base64
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402


def array(value):
    return np.frombuffer(base64.b64decode(value["f32"]), dtype="<f4").reshape(value["shape"])


def listed(value):
    return value if isinstance(value, (list, tuple)) else [value]


def fed(arrays):
    return arrays[0] if len(arrays) == 1 else arrays


def reset(model):
    for layer in model._flatten_layers():
        if hasattr(layer, "reset_state") and getattr(layer, "stateful", False):
            layer.reset_state()


def predictions(model, xs):
    outputs = [np.asarray(output).ravel().astype(float).tolist() for output in listed(model(fed(xs), training=False))]
    reset(model)
    return outputs


def steps(model, xs, ys, count):
    model.run_eagerly = True
    return [float(model.train_on_batch(fed(xs), fed(ys), return_dict=True)["loss"]) for _ in range(count)]


def restore_optimizer(model, path):
    """The lines of the README of an .h5 export."""
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    optimizer.build(model.trainable_variables)
    with h5py.File(path) as file:
        state = file["optimizer_weights"]
        optimizer.set_weights([state[name][()] for name in state.attrs["weight_names"]])
    model.compile(optimizer, loss=model.loss, loss_weights=model._compile_config.config.get("loss_weights"))


def judge(case):
    with open(case["json"]) as file:
        values = json.load(file)
    model = keras.models.load_model(case["keras"])
    kinds = [tensor.dtype for tensor in model.inputs]
    xs = [array(one).astype(kind) for one, kind in zip(listed(values["x"]), kinds)]
    old = keras.models.load_model(case["h5"])
    answer = {"keras": predictions(model, xs), "h5": predictions(old, xs), "order": [layer.name for layer in model.layers]}
    if not case["trains"]:
        return answer
    ys = [array(one) for one in listed(values["y"])]
    answer["step"] = int(model.optimizer.iterations.numpy())
    answer["kerasLosses"] = steps(model, xs, ys, 2)
    restore_optimizer(old, case["h5"])
    answer["h5Losses"] = steps(old, xs, ys, 2)
    reset(model)
    model.save(case["again"])
    answer["further"] = steps(model, xs, ys, 2)
    return answer


for case in json.load(sys.stdin)["cases"]:
    try:
        answer = judge(case)
    except Exception as error:  # The test shows what Keras said.
        answer = {"error": f"{type(error).__name__}: {error}"[:600]}
    print("@@" + json.dumps({"name": case["name"], **answer}), flush=True)
