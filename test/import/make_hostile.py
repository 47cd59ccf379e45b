"""Hostile model files, fifty kinds and some variants, made from good ones.

python make_hostile.py GOOD_FOLDER FOLDER writes one folder a case. GOOD_FOLDER holds small.keras, small.h5 and tfjs/.
Every case that could reach outside names CANARY, a file beside them which nobody may read.
"""

import io
import json
import os
import pickle
import shutil
import struct
import sys
import zipfile

import h5py
import numpy as np

good, folder = sys.argv[1:3]
os.makedirs(folder, exist_ok=True)
canary = os.path.join(os.path.abspath(folder), "canary.bin")
with open(canary, "wb") as out:
    out.write(np.full(64, 4242.0, "float32").tobytes())

keras_bytes = open(os.path.join(good, "small.keras"), "rb").read()
h5_bytes = open(os.path.join(good, "small.h5"), "rb").read()
tfjs = json.load(open(os.path.join(good, "tfjs", "model.json"), encoding="utf-8"))
shard = open(os.path.join(good, "tfjs", "weights.bin"), "rb").read()


def put(case, name, content):
    place = os.path.join(folder, case)
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, name), "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def entries():
    with zipfile.ZipFile(io.BytesIO(keras_bytes)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def keras(case, change=None, method=zipfile.ZIP_STORED, extra=(), patch=None):
    """A .keras file whose entries `change` has changed; `extra` entries are added as they are."""
    parts = entries()
    if change:
        change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for info, content in extra:
            archive.writestr(info, content)
    data = bytearray(out.getvalue())
    if patch:
        patch(data)
    put(case, "model.keras", bytes(data))


def config(case, change):
    def edit(parts):
        value = json.loads(parts["config.json"])
        parts["config.json"] = json.dumps(change(value) or value)

    keras(case, edit)


def weights(case, change, both=True):
    """The weights of the .keras file, and those of the .h5 file, changed with h5py."""

    def edit(parts):
        path = os.path.join(folder, "weights.tmp")
        with open(path, "wb") as file:
            file.write(parts["model.weights.h5"])
        with h5py.File(path, "r+") as file:
            dense = next(name for name in file["layers"] if name.startswith("dense"))
            change(file, file[f"layers/{dense}/vars"], "0")
        with open(path, "rb") as file:
            parts["model.weights.h5"] = file.read()
        os.remove(path)

    keras(case, edit)
    if not both:
        return
    path = os.path.join(folder, "whole.tmp")
    with open(path, "wb") as file:
        file.write(h5_bytes)
    with h5py.File(path, "r+") as file:
        group = file["model_weights/answer"]
        change(file, group, group.attrs["weight_names"][0])
    with open(path, "rb") as file:
        put(f"{case}-h5", "model.h5", file.read())
    os.remove(path)


def replaced(make):
    """Puts something else in a weight's place."""

    def change(file, group, name):
        del group[name]
        make(group, name)

    return change


# TensorFlow.js: ten.
def model_json(case, change, bin_bytes=shard, name="weights.bin"):
    value = json.loads(json.dumps(tfjs))
    change(value)
    put(case, "model.json", json.dumps(value))
    if bin_bytes is not None:
        put(case, name, bin_bytes)


def paths(*names):
    def change(value):
        value["weightsManifest"][0]["paths"] = list(names)

    return change


def spec(key, wanted):
    def change(value):
        value["weightsManifest"][0]["weights"][0][key] = wanted

    return change


model_json("tfjs-parent", paths("../canary.bin"))
model_json("tfjs-absolute", paths(canary))
model_json("tfjs-url", paths("https://example.invalid/weights.bin"))
model_json("tfjs-symlink", paths("link.bin"), None)
os.symlink(canary, os.path.join(folder, "tfjs-symlink", "link.bin"))
model_json("tfjs-twice", paths("weights.bin", "weights.bin"))
model_json("tfjs-short", lambda value: None, shard[: len(shard) // 2])
model_json("tfjs-long", lambda value: None, shard + b"\0" * 64)
model_json("tfjs-misaligned", lambda value: None, shard[:-3])
model_json("tfjs-nan", lambda value: None, struct.pack("<f", float("nan")) + shard[4:])
model_json("tfjs-infinite", lambda value: None, struct.pack("<f", float("inf")) + shard[4:])
model_json("tfjs-dtype", spec("dtype", "complex64"))
model_json("tfjs-negative", spec("shape", [-1, 4]))
model_json("tfjs-size", spec("shape", [10**6, 10**6]))

# HDF5 and .keras: twelve.
weights("external-link", replaced(lambda group, name: group.__setitem__(name, h5py.ExternalLink(canary, "/x"))))
weights("soft-link", replaced(lambda group, name: group.__setitem__(name, h5py.SoftLink("/"))))
weights("external-storage", replaced(lambda group, name: group.create_dataset(name, (4,), "f", external=[(canary, 0, 16)])))


def virtual(group, name):
    layout = h5py.VirtualLayout((4,), "f")
    layout[:] = h5py.VirtualSource(canary, "x", shape=(4,))
    group.create_virtual_dataset(name, layout)


weights("virtual", replaced(virtual))
weights("shape-bomb", replaced(lambda group, name: group.create_dataset(name, (10**6,) * 3, "f", chunks=(10, 10, 10))))
weights("gzip-bomb", replaced(lambda group, name: group.create_dataset(name, (2**28,), "f", chunks=(2**20,), compression="gzip", fillvalue=0)))


def cycle(file, group, name):
    file["layers/again" if "layers" in file else "again"] = file["/"]


weights("cycle", cycle)
keras("truncated", lambda parts: parts.__setitem__("model.weights.h5", parts["model.weights.h5"][: len(parts["model.weights.h5"]) // 2]))
put("truncated-h5", "model.h5", h5_bytes[: len(h5_bytes) // 2])
put("truncated-zip", "model.keras", keras_bytes[: len(keras_bytes) // 2])
random = np.random.default_rng(1)
for number in range(8):
    data = bytearray(h5_bytes)
    for at in random.integers(0, 2048, 40):
        data[at] = int(random.integers(0, 256))
    put(f"fuzzed-{number}-h5", "model.h5", bytes(data))
    data = bytearray(keras_bytes)
    for at in random.integers(len(data) - 400, len(data), 12):
        data[at] = int(random.integers(0, 256))
    put(f"fuzzed-{number}", "model.keras", bytes(data))
keras("zip-slip", extra=[("../../canary.bin", b"x")])
keras("zip-absolute", extra=[(canary, b"x")])
link = zipfile.ZipInfo("model.weights.h5.link")
link.create_system = 3
link.external_attr = 0xA1FF << 16
keras("zip-symlink", extra=[(link, canary)])
keras("zip-bomb", extra=[("bomb.txt", b"\0" * (300 * 2**20))], method=zipfile.ZIP_DEFLATED)
import warnings  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    keras("zip-duplicate", extra=[("config.json", b"{}")])


def lie(data):
    # The first entry's unpacked size in the directory.
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 7)


keras("zip-size-lie", patch=lie, method=zipfile.ZIP_DEFLATED)
keras("zip-many", extra=[(f"file{number}", b"") for number in range(1500)])
inner = keras_bytes
for _ in range(4):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.zip", inner)
    inner = out.getvalue()
put("zip-nested", "model.keras", inner)


# Code: five.
def layer_of(value):
    return value["config"]["layers"][-1]


def lambda_layer(value):
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAAA", "defaults": None, "closure": None}}
    value["config"]["layers"].append({"module": "keras.layers", "class_name": "Lambda", "config": {"name": "evil", "function": code}})


def foreign(value):
    layer_of(value).update(module="os", class_name="system", registered_name=None)


def custom(value):
    layer_of(value).update(module="mine.layers", class_name="Dense", registered_name="mine>Dense")


config("lambda", lambda_layer)
config("foreign-module", foreign)
config("custom-object", custom)
config("custom-loss", lambda value: value["compile_config"].update(loss={"module": "builtins", "class_name": "__lambda__", "config": {"code": "4wEA"}}))


def whole_h5(case, change):
    path = os.path.join(folder, "whole.tmp")
    with open(path, "wb") as file:
        file.write(h5_bytes)
    with h5py.File(path, "r+") as file:
        value = json.loads(file.attrs["model_config"])
        change(value)
        file.attrs["model_config"] = json.dumps(value)
    with open(path, "rb") as file:
        put(case, "model.h5", file.read())
    os.remove(path)


def tf_op(value):
    value["config"]["layers"].append({"class_name": "TFOpLambda", "config": {"name": "tf.io.read_file", "function": "io.read_file"}})


whole_h5("tf-op-lambda", tf_op)
whole_h5("lambda-h5", lambda_layer)
put("pickle", "model.keras", pickle.dumps({"weights": [1, 2, 3]}))
arrays = io.BytesIO()
np.savez(arrays, weights=np.array([{"a": 1}], dtype=object))
put("npz", "model.npz", arrays.getvalue())
weights("object-array", replaced(lambda group, name: group.create_dataset(name, data=np.array([b"a", b"bc"], dtype=object), dtype=h5py.special_dtype(vlen=bytes))))
weights("opaque-array", replaced(lambda group, name: group.create_dataset(name, data=np.void(pickle.dumps([1])))))
weights("nan", lambda file, group, name: group[name].__setitem__(0, np.nan))

# Resources: three.
config("parameters", lambda value: [layer["config"].update(units=99_999) for layer in value["config"]["layers"] if "units" in layer["config"]] and None)


def nested(depth):
    inner = {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2}}
    opening = '{"module":"keras.layers","class_name":"TimeDistributed","config":{"name":"t","layer":'
    return opening * depth + json.dumps(inner) + "}}" * depth


def wrappers(parts):
    value = json.loads(parts["config.json"])
    text = json.dumps(value)
    parts["config.json"] = text.replace(json.dumps(layer_of(value)), nested(20_000))


keras("wrappers", wrappers)


def layers(count):
    def edit(parts):
        value = json.loads(parts["config.json"])
        one = {"class_name": "Activation", "config": {"name": "a", "activation": "relu"}}
        value["config"]["layers"] = [one] * count
        parts["config.json"] = json.dumps(value)

    return edit


keras("layers-thousands", layers(20_000))
keras("layers-million", layers(1_000_000), method=zipfile.ZIP_DEFLATED)
config("prototype", lambda value: value["config"].update({"__proto__": {"layers": []}, "layers": 7}))

# What costs time or memory without being large: graphs that double with every level, links that meet again, chunks.
def tensor_of(*history):
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 4], "dtype": "float32", "keras_history": list(history)}}


def called(class_name, name, *calls, module="keras.layers", kwargs=None, **more):
    """A layer of a functional model with one call for each list of sources."""
    nodes = [{"args": [tensor_of(*source) for source in sources], "kwargs": kwargs or {}} for sources in calls]
    return {"module": module, "class_name": class_name, "config": {"name": name, **more}, "registered_name": None, "name": name, "inbound_nodes": nodes}


def functional(name, layers, end):
    x = called("InputLayer", "x", batch_shape=[None, 4], dtype="float32")
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {"name": name, "layers": [x, *layers], "input_layers": [["x", 0, 0]], "output_layers": [list(end)]},
        "registered_name": "Functional",
    }


def doubling(value):
    model = functional("block", [called("Dense", "y", [("x", 0, 0)], units=4)], ("y", 0, 0))
    for level in range(24):
        twice = called("Functional", f"block{level}", [("x", 0, 0)], [(f"block{level}", 0, 0)])
        model = functional(f"outer{level}", [{**model, "name": twice["name"], "inbound_nodes": twice["inbound_nodes"]}], (f"block{level}", 2, 0))
    return model


def mask_diamonds(value):
    def either(name, one, other):
        return called("LogicalOr", name, [(one, 0, 0), (other, 0, 0)], module="keras.src.ops.numpy")

    layers = [either("left0", "x", "x"), either("right0", "x", "x")]
    for level in range(1, 40):
        layers += [either(f"{side}{level}", f"left{level - 1}", f"right{level - 1}") for side in ("left", "right")]
    return functional("masks", [*layers, called("Dense", "y", [("x", 0, 0)], kwargs={"mask": tensor_of("left39", 0, 0)}, units=1)], ("y", 0, 0))


def chain(value):
    names = ["x", *(f"step{number}" for number in range(4900))]
    layers = [called("Activation", name, [(names[at], 0, 0)], activation="relu") for at, name in enumerate(names[1:])]
    return functional("chain", layers, (names[-1], 0, 0))


config("doubling", doubling)
config("mask-diamonds", mask_diamonds)
config("layers-chain", chain)
config("calls-thousands", lambda value: functional("calls", [called("Dense", "y", [("x", 0, 0)], *([("y", at, 0)] for at in range(4000)), units=4)], ("y", 4000, 0)))
config("keys-million", lambda value: layer_of(value)["config"].update({f"key{number}": None for number in range(800_000)}))
config("long-name", lambda value: layer_of(value)["config"].update(name="n" * 12_000_000))
config("name-beyond-document", lambda value: layer_of(value)["config"].update(name="n" * 300))
config("module-prefix", lambda value: layer_of(value).update(module="keras.layers_of_mine"))
config("registered-name", lambda value: layer_of(value).update(registered_name="mine>Dense"))
config("prototype-class", lambda value: layer_of(value).update(class_name="__proto__"))
config("prototype-activation", lambda value: layer_of(value)["config"].update(activation="constructor"))
config("cycle-of-layers", lambda value: functional("cycle", [called("Dense", "a", [("y", 0, 0)], units=4), called("Dense", "y", [("a", 0, 0)], units=4)], ("y", 0, 0)))
config("lambda-wrapped", lambda value: layer_of(value).update(class_name="TimeDistributed", config={"name": "t", "layer": {"class_name": "Lambda", "config": {"name": "evil"}}}))
config("lambda-activation", lambda value: layer_of(value)["config"].update(activation={"class_name": "__lambda__", "config": {"code": "4wEA"}}))
config("function-activation", lambda value: layer_of(value)["config"].update(activation={"module": "builtins", "class_name": "function", "config": "os.system", "registered_name": "function"}))
weights("chunk-bomb", replaced(lambda group, name: group.create_dataset(name, (4, 4), "f", chunks=(2**14, 2**14), maxshape=(None, None), compression="gzip", fillvalue=1)))
weights("chunk-dust", replaced(lambda group, name: group.create_dataset(name, (4000, 4000), "f", chunks=(1, 1), fillvalue=3)))
weights("half-floats", replaced(lambda group, name: group.create_dataset(name, (4, 4), "f2", fillvalue=1)))
weights("unknown-filter", replaced(lambda group, name: group.create_dataset(name, (4, 4), "f", chunks=(4, 4), compression="lzf")))


def meeting(file, group, name):
    """Two links to the same group on every level."""
    last = file.create_group("meet0")
    for level in range(1, 38):
        this = file.create_group(f"meet{level}")
        this["one"], this["other"] = last, last
        last = this


weights("links-meet", meeting)
for name in ("weights.tmp", "whole.tmp"):
    if os.path.exists(os.path.join(folder, name)):
        os.remove(os.path.join(folder, name))
shutil.copy(os.path.join(good, "small.keras"), os.path.join(folder, "good.keras"))
