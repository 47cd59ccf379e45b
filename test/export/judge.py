"""Loads .keras files with real Keras. Input: JSON {files: {name: {path, x, y?}}} with x as {shape, values}; with y, one
more training step. Output after a marker line: per file the predictions, the loss of that step, the optimizer's step."""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402


def array(value):
    return np.asarray(value["values"], dtype="float32").reshape(value["shape"])


def judge(task):
    # Registers the studio's own classes, as the README of an export says.
    if os.path.exists(os.path.join(os.path.dirname(task["path"]), "weft_objects.py")):
        sys.path.insert(0, os.path.dirname(task["path"]))
        import weft_objects  # noqa: F401
    model = keras.models.load_model(task["path"])
    xs = [array(x) for x in task["x"]]
    fed = xs if len(xs) > 1 else xs[0]
    outputs = model.predict(fed, batch_size=len(xs[0]), verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    answer = {"outputs": [output.ravel().tolist() for output in outputs], "parameters": model.count_params()}
    if "y" in task:
        ys = [array(y) for y in task["y"]]
        answer["step"] = int(model.optimizer.iterations.numpy())
        figures = model.train_on_batch(fed, ys if len(ys) > 1 else ys[0], return_dict=True)
        answer["loss"] = float(figures["loss"])
        answer["figures"] = {name: float(value) for name, value in figures.items()}
        again = model.predict(fed, batch_size=len(xs[0]), verbose=0)
        answer["after"] = [output.ravel().tolist() for output in (again if isinstance(again, list) else [again])]
    return answer


answers = {}
for name, task in json.load(sys.stdin)["files"].items():
    try:
        answers[name] = judge(task)
    except Exception as error:  # The test shows what Keras said.
        answers[name] = {"error": repr(error)[:500]}
print("\n@@" + json.dumps(answers))
