"""Prints what real Keras' `model.summary` says. One JSON object in, one out.

in:  {"files": {name: path of a .keras file}, "configs": {name: config}, "objects": Python text of classes}
out: the same names, each {"wide": text, "plain": text, "narrow": text}: all columns and nested layers; Keras' defaults;
     all columns in 76 characters.
"""
import json
import os
import sys

os.environ["COLUMNS"] = "200"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import keras  # noqa: E402


def texts(model):
    lines = []
    model.summary(print_fn=lines.append, show_trainable=True, expand_nested=True)
    model.summary(print_fn=lines.append)
    model.summary(print_fn=lines.append, show_trainable=True, expand_nested=True, line_length=76)
    return dict(zip(("wide", "plain", "narrow"), lines))


def trained(config, optimizer):
    """The model of a config, compiled; its optimizer as after the first step."""
    keras.backend.clear_session()  # names of operations are counted over all models
    model = keras.models.model_from_json(json.dumps(config))
    if optimizer is not None:
        model.compile(optimizer=keras.optimizers.deserialize(optimizer), loss="mse")
        model.optimizer.build(model.trainable_variables)
    return model


tasks = json.load(sys.stdin)
exec(tasks.get("objects", ""), {})  # classes of the studio's own
answer = {name: texts(keras.models.load_model(path)) for name, path in tasks.get("files", {}).items()}
for name, task in tasks.get("configs", {}).items():
    answer[name] = texts(trained(task["config"], task.get("optimizer")))
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write("\n@@" + json.dumps(answer))
