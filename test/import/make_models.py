"""Models of Keras 3 and Keras 2 as files, with what they predict and what their next steps lose.

python make_models.py FOLDER writes the files and FOLDER/cases.json.
"""

import json
import os
import sys
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
warnings.filterwarnings("ignore")

import keras as keras3  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras as keras2  # noqa: E402

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
random = np.random.default_rng(7)
cases = []


def masked(x):
    x[0, -2:] = 0
    return x


def sequence(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.Input((6, 3)),
            layers.Masking(),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.GRU(4),
            # A bias before a batch normalisation has no gradient but rounding errors, which Adam makes large.
            layers.Dense(5, use_bias=False),
            layers.BatchNormalization(),
            layers.Dense(2),
        ],
        name="sequence",
    )


def distributed(k):
    layers = k.layers
    return k.Sequential(
        [
            layers.Input((6, 3)),
            layers.Conv1D(4, 3, padding="same", activation="tanh"),
            layers.SimpleRNN(3, return_sequences=True),
            layers.LayerNormalization(),
            layers.TimeDistributed(layers.Dense(2, activation="sigmoid")),
        ],
        name="distributed",
    )


def siamese(k):
    layers = k.layers
    inner = layers.Input((6, 3), name="series")
    encoder = k.Model(inner, layers.LSTM(3, name="reader")(inner), name="encoder")
    head = k.Sequential([layers.Input((3,)), layers.Dense(4, activation="tanh", name="first")], name="head")
    shared = layers.Dense(3, name="shared")
    left, right = layers.Input((6, 3), name="left"), layers.Input((6, 3), name="right")
    a, b = (shared(head(encoder(one))) for one in (left, right))
    joined = layers.Concatenate()([a, b, layers.Multiply()([b, a])])
    return k.Model([left, right], layers.Dense(1, name="answer")(joined), name="siamese")


def states(k):
    layers = k.layers
    source = layers.Input((6, 3), name="source")
    target = layers.Input((6, 3), name="target")
    _, h, c = layers.LSTM(4, return_state=True, name="encoder")(source)
    y = layers.LSTM(4, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    return k.Model([source, target], layers.Dense(2, activation="softmax", name="words")(y), name="states")


def words(k):
    layers = k.layers
    return k.Sequential(
        [layers.Input((5,)), layers.Embedding(9, 4, mask_zero=True), layers.GRU(3, reset_after=False), layers.Dense(1, activation="sigmoid")],
        name="words",
    )


def outputs(k):
    layers = k.layers
    x = layers.Input((6, 3), name="series")
    h = layers.LSTM(3, name="body")(x)
    return k.Model(x, [layers.Dense(2, name="one")(h), layers.Dense(1, activation="sigmoid", name="two")(h)], name="outputs")


def add(name, k, model, optimizer, loss, x, y, ending, metrics=None, **compile_more):
    """Trains two steps, saves, then notes what three more steps lose."""
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics, **compile_more)
    inputs = x if isinstance(x, list) else [x]
    targets = y if isinstance(y, list) else [y]
    for _ in range(2):
        model.train_on_batch(x, y)
    path = f"{name}.{ending}"
    if k is keras2 and ending == "keras":
        model.save(os.path.join(folder, path), save_format="keras")
    else:
        model.save(os.path.join(folder, path))
    predictions = model.predict(x, verbose=0)
    predictions = predictions if isinstance(predictions, list) else [predictions]
    losses = []
    for _ in range(3):
        found = model.train_on_batch(x, y)
        losses.append(float(found[0] if isinstance(found, (list, tuple, np.ndarray)) else found))
    cases.append(
        {
            "name": path,
            "inputs": [tensor(one) for one in inputs],
            "targets": [tensor(one) for one in targets],
            "predictions": [tensor(one) for one in predictions],
            "losses": losses,
            "params": int(model.count_params()),
        }
    )


def tensor(x):
    x = np.asarray(x)
    return {"shape": list(x.shape), "dtype": "int32" if x.dtype.kind == "i" else "float32", "values": x.astype(float).ravel().tolist()}


def numbers(*shape):
    return random.standard_normal(shape).astype("float32")


series = masked(numbers(4, 6, 3))
for k, version, endings in ((keras3, "k3", ("keras", "h5")), (keras2, "k2", ("h5", "keras"))):
    k.utils.set_random_seed(3)
    opt = k.optimizers
    for ending in endings:
        add(f"{version}-sequence", k, sequence(k), opt.Adam(0.01), "mse", series, numbers(4, 2), ending, ["mae"])
        add(f"{version}-distributed", k, distributed(k), opt.RMSprop(0.01), "binary_crossentropy", series, random.random((4, 6, 2)).astype("float32"), ending, ["accuracy"])
        add(f"{version}-siamese", k, siamese(k), opt.SGD(0.05, momentum=0.9, nesterov=True), "mae", [series, numbers(4, 6, 3)], numbers(4, 1), ending)
        add(f"{version}-states", k, states(k), opt.Adam(0.01, amsgrad=True), "categorical_crossentropy", [numbers(4, 6, 3), numbers(4, 6, 3)], np.eye(2, dtype="float32")[random.integers(0, 2, (4, 6))], ending)
        add(f"{version}-words", k, words(k), opt.Nadam(0.01, clipnorm=1.0) if k is keras3 else opt.SGD(0.1, momentum=0.9, clipnorm=1.0), "binary_crossentropy", random.integers(0, 9, (4, 5)), random.integers(0, 2, (4, 1)).astype("float32"), ending, ["acc"])
        add(f"{version}-outputs", k, outputs(k), opt.Adagrad(0.01), {"one": "mse", "two": "binary_crossentropy"}, series, [numbers(4, 2), random.random((4, 1)).astype("float32")], ending, {"one": ["mae"], "two": ["accuracy"]}, loss_weights={"one": 0.5, "two": 2.0})

# Keras 2 counts Nadam's momentum in another way, and adds up the gradients of a row that is read twice before squaring them.
# What only old files say: legacy optimizers, hard_sigmoid, inputs on the first layer, groups of layers that are frozen.
k = keras2
L = k.layers
for name, optimizer in (
    ("adam", k.optimizers.legacy.Adam(0.01)),
    ("rmsprop", k.optimizers.legacy.RMSprop(0.01, momentum=0.5, centered=True)),
    ("sgd", k.optimizers.legacy.SGD(0.05, momentum=0.9)),
):
    model = k.Sequential([L.LSTM(3, input_shape=(6, 3), return_sequences=True, name="reader"), L.GRU(2, name="second"), L.Dense(2, name="last")])
    add(f"k2-legacy-{name}", k, model, optimizer, "mse", series, numbers(4, 2), "h5")
hard = k.Sequential(
    [
        L.LSTM(3, input_shape=(6, 3), recurrent_activation="hard_sigmoid", return_sequences=True),
        L.Bidirectional(L.GRU(2, recurrent_activation="hard_sigmoid")),
        L.Dense(2, activation="hard_sigmoid"),
    ]
)
add("k2-hard-sigmoid", k, hard, "adam", "mse", series, numbers(4, 2), "h5")
frozen = k.Sequential([L.Dense(4, input_shape=(3,), trainable=False, name="kept"), L.BatchNormalization(), L.Dense(1)])
add("k2-frozen", k, frozen, "adam", "mse", numbers(4, 3), numbers(4, 1), "h5")
frozen3 = keras3.Sequential([keras3.layers.Input((3,)), keras3.layers.Dense(4, trainable=False, name="kept"), keras3.layers.BatchNormalization(), keras3.layers.Dense(1)])
add("k3-frozen", keras3, frozen3, "adam", "mse", numbers(4, 3), numbers(4, 1), "keras")

# Weights without a model, for a model that is drawn already.
model = sequence(keras3)
model.save_weights(os.path.join(folder, "k3.weights.h5"))
old = sequence(keras2)
old.save_weights(os.path.join(folder, "k2-weights.h5"))
weights = {
    "k3.weights.h5": tensor(model.predict(series, verbose=0)),
    "k2-weights.h5": tensor(old.predict(series, verbose=0)),
}
with open(os.path.join(folder, "cases.json"), "w", encoding="utf-8") as out:
    json.dump({"cases": cases, "weights": weights, "series": tensor(series)}, out)
