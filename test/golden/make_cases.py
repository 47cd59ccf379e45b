"""Makes golden cases with real Keras for layers, settings, losses and metrics that have none yet.

Usage: python make_cases.py FOLDER [PATTERN…]: all cases, or those whose names fit a pattern such as "attention_*". Each case is NAME.keras beside NAME.json, in the format of the golden folder: x, y,
weights_before, predict (or predict_repeated), train_losses of 4 steps on one batch, weights_after, and evaluate (metrics
after training). Arrays are {shape, f32}. Seeds are fixed: the same Keras gives the same cases.
"""

import base64
import json
import os
import sys
from fnmatch import fnmatch

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers as L  # noqa: E402

folder = sys.argv[1]
only = sys.argv[2:]
rng = np.random.default_rng(0)


def pack(array):
    array = np.asarray(array, dtype="<f4")
    return {"shape": list(array.shape), "f32": base64.b64encode(array.tobytes()).decode()}


def as_list(value):
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def weights(model):
    return {weight.path: pack(weight) for weight in model.weights}


def case(name, make, x, y, loss="mse", optimizer=None, metrics=None, repeated=0, weighted_metrics=None, batch=None, weight=None):
    """`batch` and `weight` are those of the evaluation; `weight` is one number a sample. Outputs by name: `y` by their sorted names."""
    if only and not any(fnmatch(name, pattern) for pattern in only):
        return
    keras.backend.clear_session()
    keras.utils.set_random_seed(7)
    model = make()
    # Zero biases and unit scales would hide mistakes.
    for variable in model.weights:
        value = variable.numpy()
        noise = rng.normal(scale=0.1, size=value.shape)
        variable.assign(np.abs(value + noise) + 0.1 if "variance" in variable.path else value + noise)
    model.compile(optimizer or keras.optimizers.SGD(0.05), loss, metrics=metrics, weighted_metrics=weighted_metrics)
    xs, ys = as_list(x), as_list(y)
    fed = xs if len(xs) > 1 else xs[0]
    by_name = dict(zip(sorted(loss), ys)) if isinstance(loss, dict) else None
    wanted = by_name or (ys if len(ys) > 1 else ys[0])
    whole = len(xs[0])
    model.save(os.path.join(folder, name + ".keras"))
    record = {"name": name, "x": [pack(a) for a in xs], "y": [pack(a) for a in ys], "weights_before": weights(model)}
    predict = lambda: [pack(a) for a in as_list(model.predict(fed, batch_size=whole, verbose=0))]  # noqa: E731
    if repeated:
        record["predict_repeated"] = [predict() for _ in range(repeated)]
        for layer in model.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()
    else:
        record["predict"] = predict()
    # return_dict: with metrics the first number of the list is the loss, without them the loss stands alone.
    record["train_losses"] = []
    for _ in range(4):
        model.reset_metrics()
        record["train_losses"].append(float(model.train_on_batch(fed, wanted, return_dict=True)["loss"]))
    record["weights_after"] = weights(model)
    if metrics or weighted_metrics:
        if batch:
            record["evaluate_batch"] = batch
        if weight is not None:
            record["evaluate_weight"] = pack(weight)
        figures = model.evaluate(fed, wanted, batch_size=batch or whole, sample_weight=weight, verbose=0, return_dict=True)
        record["evaluate"] = {k: float(v) for k, v in figures.items()}
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(record, file)


def sequence(*layers, shape=(6, 3)):
    return lambda: keras.Sequential([keras.Input(shape), *[layer() for layer in layers]])


x = rng.normal(size=(4, 6, 3)).astype("f4")
holes = x.copy()
holes[0, :2] = holes[1, 4:] = holes[2, 2:4] = 0
holes[3, 0] = holes[3, 5] = 0
empty = holes.copy()
empty[2] = 0
y1 = rng.normal(size=(4, 1)).astype("f4")
y2 = rng.normal(size=(4, 2)).astype("f4")
ys = rng.normal(size=(4, 6, 2)).astype("f4")
image = rng.normal(size=(4, 7, 7, 2)).astype("f4")
head = lambda: L.Dense(1)  # noqa: E731

# Recurrent layers: masks, directions, states.
for kind, extra in ((L.LSTM, {}), (L.GRU, {}), (L.GRU, {"reset_after": False}), (L.SimpleRNN, {})):
    tag = kind.__name__.lower() + ("_before" if extra else "")
    case(f"{tag}_zero_output", sequence(L.Masking, lambda: kind(4, return_sequences=True, zero_output_for_mask=True, **extra), lambda: L.Dense(2)), holes, ys)
    case(f"{tag}_zero_output_last", sequence(L.Masking, lambda: kind(4, zero_output_for_mask=True, **extra), head), holes, y1)
    case(f"{tag}_backwards_masked", sequence(L.Masking, lambda: kind(4, go_backwards=True, return_sequences=True, **extra), lambda: kind(3, **extra), head), holes, y1)
    case(f"{tag}_all_masked", sequence(L.Masking, lambda: kind(4, **extra), head), empty, y1)
    case(f"{tag}_no_bias", sequence(lambda: kind(4, use_bias=False, **extra), head), x, y1)
    case(f"{tag}_relu", sequence(lambda: kind(4, activation="relu", **extra), head), x, y1)
    case(f"{tag}_one_step", sequence(lambda: kind(4, return_sequences=True, **extra), lambda: kind(3, **extra), head, shape=(1, 3)), x[:, :1], y1)

    def initial_masked(kind=kind, extra=extra):
        first, second = keras.Input((6, 3)), keras.Input((6, 3))
        _, *states = kind(4, return_state=True, **extra)(first)
        out = kind(4, return_sequences=True, **extra)(L.Masking()(second), initial_state=states)
        return keras.Model([first, second], L.Dense(2)(out))

    def initial_masked_last(kind=kind, extra=extra):
        first, second = keras.Input((6, 3)), keras.Input((6, 3))
        _, *states = kind(4, return_state=True, **extra)(first)
        out = kind(4, **extra)(L.Masking()(second), initial_state=states)
        return keras.Model([first, second], L.Dense(1)(out))

    case(f"{tag}_initial_state_masked", initial_masked, [x, holes], ys)
    case(f"{tag}_initial_state_all_masked_last", initial_masked_last, [x, empty], y1)
    for mode in ("concat", "sum", "mul", "ave"):
        case(f"bidirectional_{tag}_{mode}_last", sequence(L.Masking, lambda: L.Bidirectional(kind(3, **extra), merge_mode=mode), head), holes, y1)
    case(f"bidirectional_{tag}_sequences", sequence(L.Masking, lambda: L.Bidirectional(kind(3, return_sequences=True, **extra)), lambda: L.Dense(2)), holes, ys)


def stateful():
    return keras.Sequential([keras.Input(batch_shape=(4, 6, 3)), L.GRU(4, stateful=True, return_sequences=True), L.SimpleRNN(3, stateful=True), L.Dense(1)])


case("stateful_gru_simple_rnn", stateful, x, y1, repeated=3)


def bidirectional_states():
    first = keras.Input((6, 3))
    out, *states = L.Bidirectional(L.LSTM(3, return_state=True, return_sequences=True))(first)
    again = L.Bidirectional(L.LSTM(3))(out, initial_state=states)
    return keras.Model(first, L.Dense(1)(again))


case("bidirectional_states", bidirectional_states, x, y1)


def bidirectional_lists():
    first = keras.Input((6, 3))
    forward, backward = L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode=None)(first)
    return keras.Model(first, L.Dense(2)(L.Subtract()([forward, backward])))


case("bidirectional_lists", bidirectional_lists, x, ys)
case("bidirectional_two_kinds", sequence(lambda: L.Bidirectional(L.LSTM(3), backward_layer=L.GRU(3, go_backwards=True)), head), x, y1)

# Convolutions and pooling.
for padding in ("valid", "same", "causal"):
    case(f"conv1d_{padding}_dilated", sequence(lambda: L.Conv1D(4, 3, padding=padding, dilation_rate=2, activation="relu"), L.Flatten, head), x, y1)
    case(f"conv1d_{padding}_strided", sequence(lambda: L.Conv1D(4, 3, padding=padding, strides=2), L.Flatten, head), x, y1)
for padding in ("valid", "same"):
    case(f"conv2d_{padding}_strided", sequence(lambda: L.Conv2D(3, (3, 2), strides=2, padding=padding), L.Flatten, head, shape=(7, 7, 2)), image, y1)
    case(f"conv2d_{padding}_dilated", sequence(lambda: L.Conv2D(3, 2, dilation_rate=(2, 3), padding=padding), L.Flatten, head, shape=(7, 7, 2)), image, y1)
    for pool in (L.MaxPooling1D, L.AveragePooling1D):
        case(f"{pool.__name__.lower()}_{padding}", sequence(lambda: L.Dense(3), lambda: pool(3, strides=2, padding=padding), L.Flatten, head), x, y1)
    for pool in (L.MaxPooling2D, L.AveragePooling2D):
        case(f"{pool.__name__.lower()}_{padding}", sequence(lambda: L.Conv2D(2, 1), lambda: pool(3, strides=2, padding=padding), L.Flatten, head, shape=(7, 7, 2)), image, y1)
case("conv2d_groups", sequence(lambda: L.Conv2D(4, 2, groups=2), L.Flatten, head, shape=(7, 7, 2)), image, y1)
case("conv1d_drops_mask", sequence(L.Masking, lambda: L.Conv1D(4, 2, padding="same"), lambda: L.LSTM(3), head), holes, y1)
case("global_max_masked", sequence(L.Masking, lambda: L.LSTM(4, return_sequences=True), L.GlobalMaxPooling1D, head), holes, y1)
case("global_average_keepdims", sequence(lambda: L.Dense(4), lambda: L.GlobalAveragePooling1D(keepdims=True), L.Flatten, head), x, y1)
case("convlstm2d_sequences", sequence(lambda: L.ConvLSTM2D(2, 2, return_sequences=True), lambda: L.TimeDistributed(L.Flatten()), lambda: L.Dense(2), shape=(6, 5, 5, 1)), rng.normal(size=(4, 6, 5, 5, 1)).astype("f4"), ys)

# Shapes.
case("reshape_permute", sequence(lambda: L.Permute((2, 1)), lambda: L.Dense(4), lambda: L.Reshape((-1, 6)), lambda: L.LSTM(3), head), x, y1)
case("repeat_vector_masked", sequence(L.Masking, lambda: L.LSTM(4), lambda: L.RepeatVector(6), lambda: L.LSTM(3, return_sequences=True), lambda: L.Dense(2)), holes, ys)


def nested_masked():
    inner = keras.Sequential([keras.Input((6, 3)), L.Dense(4), L.LSTM(3, return_sequences=True)], name="block")
    return keras.Sequential([keras.Input((6, 3)), L.Masking(), inner, L.LSTM(2), L.Dense(1)])


case("nested_block_masked", nested_masked, holes, y1)


def block_over_time():
    first = keras.Input((6, 3))
    hidden = L.Dense(4, activation="tanh")(first)
    inner = keras.Model(first, L.GlobalAveragePooling1D()(L.Add()([hidden, L.Dense(4)(first)])), name="block")
    return keras.Sequential([keras.Input((5, 6, 3)), L.TimeDistributed(inner), L.GRU(3), L.Dense(1)])


case("functional_block_over_time", block_over_time, rng.normal(size=(4, 5, 6, 3)).astype("f4"), y1)
case("lstm_over_time", sequence(lambda: L.TimeDistributed(L.LSTM(3)), lambda: L.LSTM(2), head, shape=(5, 6, 3)), rng.normal(size=(4, 5, 6, 3)).astype("f4"), y1)
case("time_distributed_masked", sequence(L.Masking, lambda: L.TimeDistributed(L.Dense(3)), lambda: L.LSTM(2), head), holes, y1)

# Normalization.
case("batch_norm_masked", sequence(L.Masking, L.BatchNormalization, lambda: L.LSTM(3), head), holes, y1)
case("batch_norm_inner_masked", sequence(L.Masking, lambda: L.GRU(4, return_sequences=True), L.BatchNormalization, lambda: L.GRU(3), head), holes, y1)
case("batch_norm_axis", sequence(lambda: L.Conv1D(4, 2), lambda: L.BatchNormalization(axis=1, scale=False), L.Flatten, head), x, y1)
case("batch_norm_over_time", sequence(lambda: L.TimeDistributed(L.BatchNormalization()), lambda: L.LSTM(3), head), x, y1)
case("batch_norm_image", sequence(lambda: L.Conv2D(3, 2), L.BatchNormalization, lambda: L.Activation("relu"), L.Flatten, head, shape=(7, 7, 2)), image, y1)


def frozen_batch_norm():
    norm = L.BatchNormalization()
    norm.trainable = False
    return keras.Sequential([keras.Input((6, 3)), L.Dense(4), norm, L.LSTM(3), L.Dense(1)])


case("batch_norm_frozen", frozen_batch_norm, x, y1)
case("layer_norm_axes", sequence(lambda: L.Dense(4), lambda: L.LayerNormalization(axis=[1, 2]), lambda: L.LSTM(3), head), x, y1)
case("layer_norm_first_axis", sequence(lambda: L.Dense(4), lambda: L.LayerNormalization(axis=1, center=False), lambda: L.LSTM(3), head), x, y1)


def frozen_dense():
    layer = L.Dense(4)
    layer.trainable = False
    return keras.Sequential([keras.Input((6, 3)), layer, L.LSTM(3), L.Dense(1)])


case("frozen_dense", frozen_dense, x, y1)

# Merges.
for layer in (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Concatenate):

    def merged(layer=layer):
        first, second = keras.Input((6, 3)), keras.Input((6, 3))
        a, b = L.Dense(4)(L.Masking()(first)), L.Dense(4)(L.Masking()(second))
        return keras.Model([first, second], L.Dense(1)(L.LSTM(3)(layer()([a, b]))))

    case(f"{layer.__name__.lower()}_masked", merged, [holes, empty[::-1].copy()], y1)

    def half_masked(layer=layer):
        first, second = keras.Input((6, 3)), keras.Input((6, 3))
        a, b = L.Dense(4)(L.Masking()(first)), L.Dense(4)(second)
        return keras.Model([first, second], L.Dense(1)(L.LSTM(3)(layer()([a, b]))))

    case(f"{layer.__name__.lower()}_half_masked", half_masked, [holes, x], y1)


def concatenate_time():
    first, second = keras.Input((6, 3)), keras.Input((6, 3))
    joined = L.Concatenate(axis=1)([L.Masking()(first), L.Masking()(second)])
    return keras.Model([first, second], L.Dense(1)(L.LSTM(3)(joined)))


case("concatenate_time_masked", concatenate_time, [holes, x], y1)
for axes, normalize in ((1, False), (2, False), ((1, 2), False), (2, True)):

    def dotted(axes=axes, normalize=normalize):
        first, second = keras.Input((3, 3)), keras.Input((3, 3))
        out = L.Dot(axes=axes, normalize=normalize)([L.Dense(3)(first), L.Dense(3)(second)])
        return keras.Model([first, second], L.Dense(1)(L.Flatten()(out)))

    tag = "_".join(str(a) for a in np.atleast_1d(axes)) + ("_unit" if normalize else "")
    case(f"dot_{tag}", dotted, [x[:, :3], x[:, 3:]], y1)


def dot_vectors():
    first = keras.Input((6, 3))
    a, b = L.LSTM(4)(first), L.GRU(4)(first)
    return keras.Model(first, L.Dense(1)(L.Dot(axes=1)([a, b])))


case("dot_vectors", dot_vectors, x, y1)


def broadcast_add():
    first = keras.Input((6, 3))
    return keras.Model(first, L.Dense(1)(L.LSTM(3)(L.Add()([L.Dense(4)(first), L.LSTM(4)(first)]))))


case("add_vector_to_sequence", broadcast_add, x, y1)

# Embedding.
ids = rng.integers(0, 9, size=(4, 6)).astype("f4")
for optimizer in (keras.optimizers.SGD(0.1, momentum=0.9), keras.optimizers.RMSprop(0.01), keras.optimizers.Adagrad(0.1), keras.optimizers.Adam(0.01, clipnorm=0.01), keras.optimizers.Adam(0.01, global_clipnorm=0.01), keras.optimizers.AdamW(0.01), keras.optimizers.Nadam(0.01)):
    tag = optimizer.name + ("_clipnorm" if optimizer.clipnorm else "_global" if optimizer.global_clipnorm else "")
    case(f"embedding_{tag}", lambda: keras.Sequential([keras.Input((6,)), L.Embedding(9, 4, mask_zero=True), L.LSTM(3), L.Dense(1)]), ids, y1, optimizer=optimizer)
case("embedding_regularised", lambda: keras.Sequential([keras.Input((6,)), L.Embedding(9, 4, embeddings_regularizer="l2"), L.LSTM(3), L.Dense(1)]), ids, y1, optimizer=keras.optimizers.Adam(0.01))
case("embedding_integers", lambda: keras.Sequential([keras.Input((6,), dtype="int32"), L.Embedding(9, 4), L.GlobalAveragePooling1D(), L.Dense(1)]), ids, y1)

# Activations and penalties.
for name in ("elu", "selu", "gelu", "softplus", "softsign", "silu", "hard_sigmoid", "hard_silu", "exponential", "relu6", "leaky_relu", "mish", "log_softmax", "hard_tanh"):
    case(f"activation_{name}", sequence(lambda: L.Dense(4, activation=name), L.Flatten, head), x, y1, optimizer=keras.optimizers.SGD(0.002))
case("activity_regularizer", sequence(lambda: L.Dense(4, activity_regularizer=keras.regularizers.L1L2(0.01, 0.02)), lambda: L.LSTM(3, activity_regularizer="l2"), head), x, y1)
case("constraints", sequence(lambda: L.Dense(4, kernel_constraint=keras.constraints.MaxNorm(0.5), bias_constraint="non_neg"), lambda: L.LSTM(3, kernel_constraint=keras.constraints.UnitNorm(axis=0)), lambda: L.Dense(1, kernel_constraint=keras.constraints.MinMaxNorm(0.2, 0.4, rate=0.5))), x, y1)

# Losses: parameters, masks, one unit, logits.
classes = np.eye(3, dtype="f4")[rng.integers(0, 3, size=(4, 6))]
labels = classes.argmax(-1).astype("f4")
binary = rng.integers(0, 2, size=(4, 6, 1)).astype("f4")
masked = lambda units, activation=None: sequence(L.Masking, lambda: L.LSTM(4, return_sequences=True), lambda: L.Dense(units, activation=activation))  # noqa: E731
K = keras.losses
for tag, loss, y, units, activation in (
    ("categorical_smooth", K.CategoricalCrossentropy(label_smoothing=0.1), classes, 3, "softmax"),
    ("categorical_logits", K.CategoricalCrossentropy(from_logits=True), classes, 3, None),
    ("categorical_no_softmax", K.CategoricalCrossentropy(), classes, 3, "exponential"),
    ("sparse", "sparse_categorical_crossentropy", labels, 3, "softmax"),
    ("sparse_column", "sparse_categorical_crossentropy", labels[..., None], 3, "softmax"),
    ("sparse_logits", K.SparseCategoricalCrossentropy(from_logits=True), labels, 3, None),
    ("binary", "binary_crossentropy", binary, 1, "sigmoid"),
    ("binary_smooth", K.BinaryCrossentropy(label_smoothing=0.2), binary, 1, "sigmoid"),
    ("binary_logits", K.BinaryCrossentropy(from_logits=True), binary, 1, None),
    ("focal_balanced", K.BinaryFocalCrossentropy(apply_class_balancing=True, gamma=1.5), binary, 1, "sigmoid"),
    ("mae", "mae", classes, 3, None),
    ("log_cosh", "log_cosh", classes, 3, None),
    ("sum", K.MeanSquaredError(reduction="sum"), classes, 3, None),
    ("hinge", "hinge", binary, 1, "tanh"),
):
    case(f"loss_masked_{tag}", masked(units, activation), holes, y, loss=loss)
case("loss_wide_binary", sequence(lambda: L.LSTM(4), lambda: L.Dense(3, activation="sigmoid")), x, rng.integers(0, 2, size=(4, 3)).astype("f4"), loss="binary_crossentropy")

# Metrics.
case("metrics_masked_categorical", masked(3, "softmax"), holes, classes, loss="categorical_crossentropy", metrics=["accuracy", "mae", "categorical_crossentropy", keras.metrics.TopKCategoricalAccuracy(k=2)])
case("metrics_masked_sparse", masked(3, "softmax"), holes, labels, loss="sparse_categorical_crossentropy", metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=2)])
case("metrics_binary", sequence(lambda: L.LSTM(4), lambda: L.Dense(1, activation="sigmoid")), x, binary[:, 0], loss="binary_crossentropy", metrics=["accuracy", "mse", keras.metrics.RootMeanSquaredError(), "binary_crossentropy"])
case("metrics_regression", sequence(lambda: L.LSTM(4), lambda: L.Dense(2)), x, y2, metrics=["mae", "mape", "msle", "cosine_similarity", keras.metrics.RootMeanSquaredError()])


def heads(weights):
    def make():
        first = keras.Input((6, 3))
        hidden = L.LSTM(4)(first)
        return keras.Model(first, [L.Dense(3, activation="softmax", name="kind")(hidden), L.Dense(1, name="size")(hidden)])

    return make


case("metrics_two_heads", heads(None), x, [classes[:, 0], y1], loss=["categorical_crossentropy", "mse"], metrics=[["accuracy"], ["mae"]])

# Optimizers and schedules without a case.
O, S = keras.optimizers, keras.optimizers.schedules
small = sequence(lambda: L.GRU(3), lambda: L.Dense(2))
for tag, optimizer in (
    ("sgd_momentum", O.SGD(0.05, momentum=0.9)),
    ("sgd_decay", O.SGD(0.05, weight_decay=0.1)),
    ("rmsprop", O.RMSprop(0.01)),
    ("rmsprop_momentum", O.RMSprop(0.01, momentum=0.5, rho=0.8)),
    ("adam_decay", O.Adam(0.01, weight_decay=0.05)),
    ("cosine_warmup", O.Adam(S.CosineDecay(0.01, 4, warmup_target=0.1, warmup_steps=2))),
    ("cosine_restarts", O.SGD(S.CosineDecayRestarts(0.1, 2))),
    ("polynomial_cycle", O.SGD(S.PolynomialDecay(0.1, 2, cycle=True, power=2.0))),
    ("exponential_stairs", O.SGD(S.ExponentialDecay(0.1, 2, 0.5, staircase=True))),
):
    case(f"optimizer_{tag}", small, x, y2, optimizer=optimizer)

import cases_attention  # noqa: E402

cases_attention.make(case)

import cases_metrics  # noqa: E402

cases_metrics.make(case)

import cases_layers  # noqa: E402

cases_layers.make(case)

import cases_combinations  # noqa: E402

cases_combinations.make(case)
