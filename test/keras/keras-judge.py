"""Loads model configs into real Keras and tells what it made of them. One JSON object in, one out.

in:  {"models": {name: config}, "compiles": {name: compile_config}}
out: the same names, each {"error": text} or what was found.
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras  # noqa: E402
import numpy as np  # noqa: E402


def count(weights):
    total = 0
    for weight in weights:
        size = 1
        for axis in weight.shape:
            size *= axis
        total += size
    return total


def masks(model):
    """Whether outputs carry a mask. While a model is built, nested models hide theirs: then it is run once."""
    if not any(isinstance(layer, keras.Model) for layer in model.layers):
        return [keras.src.backend.get_keras_mask(tensor) is not None for tensor in model.outputs]
    inputs = [np.zeros([size or 3 for size in tensor.shape], tensor.dtype) for tensor in model.inputs]
    outputs = model(inputs[0] if len(inputs) == 1 else inputs)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [keras.src.backend.get_keras_mask(tensor) is not None for tensor in outputs]


def load(config):
    model = keras.models.model_from_json(json.dumps(config))
    return {
        "outputs": [list(tensor.shape) for tensor in model.outputs],
        "inputs": [[tensor.name, list(tensor.shape), tensor.dtype] for tensor in model.inputs],
        "masked": masks(model),
        "trainable": count(model.trainable_weights),
        "other": count(model.non_trainable_weights),
        "config": json.loads(model.to_json()),
    }


def compiled(config):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    model.compile_from_config(config)
    if model.optimizer is None:
        raise ValueError("not compiled")
    saved = model.get_compile_config()
    return {"compile": saved}


def judge(task, make):
    answers = {}
    for name, config in task.items():
        try:
            answers[name] = make(config)
        except Exception as error:  # the answer is the error's text
            answers[name] = {"error": f"{type(error).__name__}: {error}"[:500]}
    return answers


tasks = json.load(sys.stdin)
# The studio's own classes register themselves.
exec(tasks["objects"])
result = {"models": judge(tasks.get("models", {}), load), "compiles": judge(tasks.get("compiles", {}), compiled), "keras": keras.__version__}
sys.stdout.write("\n@@" + json.dumps(result, default=str))
