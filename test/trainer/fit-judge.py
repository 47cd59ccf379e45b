"""Trains models in real Keras. One JSON list in, one out.

in:  [{"config": model config, "weights": [flat list of values, in Keras' order], "compile": compile config, "x": [arrays],
       "y": [arrays], "fit": {epochs, batch_size, class_weight?, sample_weight?}, "python"?: text to run first,
       "eager"?: false compiles the step, which takes longer and averages the losses of outputs otherwise}]
out: [{"history": {figure: [by epoch]}, "weights": [flat list of values], "rate": the rate after the last step}]
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras  # noqa: E402
import numpy as np  # noqa: E402


def train(case):
    exec(case.get("python", ""), {})
    model = keras.models.model_from_json(json.dumps(case["config"]))
    model.set_weights([np.array(flat, "float32").reshape(weight.shape) for weight, flat in zip(model.weights, case["weights"])])
    model.compile_from_config({**case["compile"], "run_eagerly": case.get("eager", True)})
    arrays = [np.array(one, "float32") for one in case["x"]]
    targets = [np.array(one, "float32") for one in case["y"]]
    fit = dict(case["fit"])
    if "class_weight" in fit:
        fit["class_weight"] = {int(key): value for key, value in fit["class_weight"].items()}
    if "sample_weight" in fit:
        fit["sample_weight"] = np.array(fit["sample_weight"], "float32")
    history = model.fit(
        arrays[0] if len(arrays) == 1 else arrays,
        targets[0] if len(targets) == 1 else targets,
        shuffle=False,
        verbose=0,
        **fit,
    )
    return {
        "history": {name: [float(value) for value in values] for name, values in history.history.items()},
        "weights": [np.array(weight).ravel().tolist() for weight in model.weights],
        "rate": float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)),
    }


def answer(case):
    try:
        return train(case)
    except Exception as error:  # the test shows it
        return {"error": f"{type(error).__name__}: {error}"}


print("\n@@" + json.dumps([answer(case) for case in json.load(sys.stdin)]))
