"""Combinations that once differed from real Keras: rare settings of losses, penalties, constraints, shared and unrolled layers."""

import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(41)
x = rng.normal(size=(3, 5, 4)).astype("f4")
holes = x.copy()
holes[0, 0] = holes[1, 1] = holes[2, 2] = holes[0, 3] = 0
empty = holes.copy()
empty[1] = 0
y1 = rng.normal(size=(3, 1)).astype("f4")
y2 = rng.normal(size=(3, 2)).astype("f4")
ys = rng.normal(size=(3, 5, 2)).astype("f4")
labels = rng.integers(0, 4, size=(3, 5)).astype("f4")
shares = np.eye(4, dtype="f4")[rng.integers(0, 4, size=(3, 5))]
film = rng.normal(size=(2, 3, 5, 4)).astype("f4")
K, O = keras.losses, keras.optimizers


def chain(*layers, shape=(5, 4)):
    return lambda: keras.Sequential([keras.Input(shape), *[layer() for layer in layers]])


def head():
    return L.Dense(1)


def make(case):
    losses(case)
    penalties(case)
    shared(case)
    unrolled(case)
    look_ups(case)
    corners(case)
    states(case)
    single(case)
    dictionaries(case)
    operations(case)


def losses(case):
    def classes(activation, masking=True):
        return chain(*([L.Masking] if masking else []), lambda: L.GRU(3, return_sequences=True), lambda: L.Dense(4, activation=activation))

    for activation in ("softmax", "softplus", None):
        for reduction in ("sum_over_batch_size", "sum"):
            loss = K.SparseCategoricalCrossentropy(ignore_class=2, from_logits=activation is None, reduction=reduction)
            case(f"loss_ignored_class_{activation}_{reduction}", classes(activation), empty, labels, loss=loss)
    for loss in (K.CategoricalCrossentropy(axis=1), K.CategoricalFocalCrossentropy(axis=1), K.BinaryCrossentropy(axis=1), K.CategoricalCrossentropy(axis=2)):
        tag = f"{loss.__class__.__name__.lower()}_axis{loss.axis}"
        case(f"loss_{tag}", classes("softmax", masking=loss.axis == 2), empty if loss.axis == 2 else x, shares, loss=loss)


def penalties(case):
    R = keras.regularizers
    # Weights that a constraint holds at 0 lie where |w| has no slope.
    case("penalties_at_zero", chain(lambda: L.Dense(3, kernel_regularizer="l1", kernel_constraint="non_neg"), lambda: L.LSTM(3, recurrent_regularizer=R.OrthogonalRegularizer(0.05, mode="columns"), recurrent_constraint="non_neg", kernel_regularizer=R.OrthogonalRegularizer(0.05), kernel_constraint="non_neg"), head), x, y1)
    case("penalty_of_a_zero_output", chain(L.Masking, lambda: L.Dense(3, activation="relu", activity_regularizer="l1"), lambda: L.GRU(2, return_sequences=True, zero_output_for_mask=True, activity_regularizer="l1"), lambda: L.Dense(2)), empty, ys)
    case("penalty_of_an_inner_layer", chain(L.Masking, lambda: L.TimeDistributed(L.Dense(3, activity_regularizer="l2", kernel_regularizer="l1")), lambda: L.Bidirectional(L.GRU(2, activity_regularizer="l1")), head), holes, y1)

    def block():
        return keras.Sequential([keras.Input((5, 4)), L.GRU(2, activity_regularizer="l2"), L.Dense(2, activity_regularizer="l1")])

    case("penalty_inside_a_block_over_time", chain(lambda: L.TimeDistributed(block()), lambda: L.LSTM(2), head, shape=(3, 5, 4)), film, y1[:2])
    case("penalty_inside_both_directions_over_time", chain(lambda: L.TimeDistributed(L.Bidirectional(L.LSTM(2, activity_regularizer="l2"))), lambda: L.GRU(2), head, shape=(3, 5, 4)), film, y1[:2])


def shared(case):
    def normalized_block():
        block = L.TimeDistributed(keras.Sequential([keras.Input((5, 4)), L.Dense(3), L.BatchNormalization(momentum=0.6), L.GlobalAveragePooling1D()]))
        first, second = keras.Input((3, 5, 4)), keras.Input((3, 5, 4))
        return keras.Model([first, second], L.Dense(1)(L.Add()([L.LSTM(2)(block(first)), L.GRU(2)(block(second))])))

    case("shared_block_normalizes_in_order", normalized_block, [film, film * 2 + 1], y1[:2])

    def normalization():
        norm = L.BatchNormalization(momentum=0.5)
        first, second = keras.Input((5, 4)), keras.Input((5, 4))
        both = [L.LSTM(2)(norm(L.Masking()(first))), L.GRU(2)(norm(second))]
        return keras.Model([first, second], L.Dense(1)(L.Concatenate()(both)))

    case("shared_normalization_in_order", normalization, [holes, x * 2 + 1], y1)

    def without_loss():
        first = keras.Input((5, 4))
        hidden = L.LSTM(2)(first)
        return keras.Model(first, [L.Dense(1, name="idle", kernel_constraint="unit_norm")(hidden), L.Dense(2, name="busy")(hidden)])

    case("weights_without_gradient", without_loss, x, [y1, y2], loss=[None, "mse"], optimizer=O.AdamW(0.05, weight_decay=0.3))


def unrolled(case):
    for kind in (L.LSTM, L.GRU, L.SimpleRNN):
        tag = kind.__name__.lower()
        case(f"unrolled_{tag}_backwards_zeroes", chain(L.Masking, lambda: kind(3, unroll=True, go_backwards=True, return_sequences=True, zero_output_for_mask=True), lambda: L.Dense(2)), holes, ys)
        case(f"unrolled_{tag}_both_directions", chain(L.Masking, lambda: L.Bidirectional(kind(3, unroll=True, return_sequences=True), merge_mode="mul"), lambda: kind(2, unroll=True, go_backwards=True), head), empty, y1)
    case("flags_written_as_numbers", chain(L.Masking, lambda: L.GRU(3, go_backwards=1, return_sequences=1, reset_after=0), lambda: L.Dense(2, use_bias=1)), holes, ys)


def look_ups(case):
    """Numbers that occur twice in a batch: Keras clips, squares and measures each row of the gradient by itself."""
    numbers = rng.integers(0, 5, size=(3, 6)).astype("f4")
    for optimizer in (O.SGD(0.3, clipvalue=0.02), O.Adam(0.03, clipvalue=0.02), O.Adadelta(0.5, rho=0.8), O.Adamax(0.03), O.Adamax(0.03, clipnorm=0.05), O.Adamax(0.03, global_clipnorm=0.05)):
        clip = next((f"_{kind}" for kind in ("clipvalue", "clipnorm", "global_clipnorm") if getattr(optimizer, kind)), "")
        case(f"look_up_{optimizer.name}{clip}", chain(lambda: L.Embedding(5, 3, mask_zero=True), lambda: L.GRU(2), head, shape=(6,)), numbers, y1, optimizer=optimizer)


def corners(case):
    """Steps of zeros through layers without bias stand exactly where the activation bends."""
    for name in ("relu", "relu6", "leaky_relu", "selu", "elu", "celu", "hard_tanh", "softsign", "squareplus"):
        case(f"corner_{name}", chain(lambda: L.Dense(3, activation=name, use_bias=False), lambda: L.Dense(3), lambda: L.Dense(3, activation=name, use_bias=False), lambda: L.Dense(2)), empty, ys, optimizer=O.SGD(0.02))
    # Behind a layer whose constraint keeps it at 0, the bias itself has to find its way.
    for name in ("relu6", "selu", "celu"):
        case(f"corner_bias_{name}", chain(lambda: L.Dense(3, use_bias=False), lambda: L.Dense(3, activation=name, bias_constraint=keras.constraints.MinMaxNorm(0, 0)), lambda: L.Dense(2)), empty, ys, optimizer=O.SGD(0.02))


def states(case):
    """Keras gives an activity regularizer every output of a layer, used or not."""
    for kind in (L.LSTM, L.GRU, L.SimpleRNN):

        def penalised(kind=kind):
            first = keras.Input((5, 4))
            outputs = kind(3, return_state=True, return_sequences=True, activity_regularizer="l2")(L.Masking()(first))
            return keras.Model(first, L.Dense(2)(outputs[0]))

        case(f"penalty_of_unused_states_{kind.__name__.lower()}", penalised, holes, ys)

    def both_ways():
        first = keras.Input((5, 4))
        out, *_ = L.Bidirectional(L.GRU(3, return_state=True, activity_regularizer="l1"))(first)
        return keras.Model(first, L.Dense(1)(out))

    case("penalty_of_unused_states_both_directions", both_ways, x, y1)


def single(case):
    """One step, one place, one class, vectors of almost no length: where sizes of 1 and roundings have a say."""
    one = x[:, :1]
    case("one_step_labels", chain(lambda: L.TimeDistributed(L.Dense(4, activation="softmax")), shape=(1, 4)), one, labels[:, :1], loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    case("one_step_value_without_axis", chain(lambda: L.TimeDistributed(L.Dense(1)), shape=(1, 4)), one, y1, metrics=["mae"])
    for tag, attend in (
        ("attention", lambda a, b: L.Attention(use_scale=True)([a, b])),
        ("additive", lambda a, b: L.AdditiveAttention()([a, b])),
        ("multi_head", lambda a, b: L.MultiHeadAttention(2, 3)(a, b)),
    ):

        def one_place(attend=attend):
            first, second = keras.Input((5, 4)), keras.Input((1, 4))
            return keras.Model([first, second], L.Dense(2)(attend(L.Dense(4)(first), L.Dense(4)(second))))

        case(f"one_place_{tag}", one_place, [x, one], ys, optimizer=O.Adam(0.01))

    def short_vectors():
        first, second = keras.Input((4,)), keras.Input((4,))
        return keras.Model([first, second], L.Dense(1)(L.Dot(axes=1, normalize=True)([L.Dense(3, use_bias=False)(first), L.Dense(3)(second)])))

    # Keras multiplies by at most 1e7: vectors shorter than 1e-7 stay shorter than 1.
    for size in (2e-6, 4e-7, 3e-8):
        case(f"dot_of_vectors_of_{size:.0e}".replace("-", "m"), short_vectors, [x[:, 0] * np.float32(size), x[:, 1]], y1, optimizer=O.SGD(1e-9))


def dictionaries(case):
    def heads():
        first = keras.Input((5, 4))
        hidden = L.GRU(3)(first)
        return keras.Model(first, {"size": L.Dense(2, name="size")(hidden), "kind": L.Dense(4, activation="softmax", name="kind")(hidden)})

    case("outputs_by_name", heads, x, [shares[:, 0], y2], loss={"kind": "categorical_crossentropy", "size": "mae"})


def operations(case):
    """`a + b` is no layer: Keras computes the same, but no mask goes through."""
    for tag, join in (
        ("plus", lambda a, b: a + b),
        ("minus", lambda a, b: a - b),
        ("times", lambda a, b: a * b),
        ("maximum", keras.ops.maximum),
        ("concatenate", lambda a, b: keras.ops.concatenate([a, b], axis=-1)),
    ):

        def joined(join=join):
            first, second = keras.Input((5, 4)), keras.Input((5, 4))
            a, b = L.Dense(3)(L.Masking()(first)), L.Dense(3)(L.Masking()(second))
            return keras.Model([first, second], L.Dense(1)(L.GRU(3)(join(a, b))))

        case(f"operation_{tag}_masked", joined, [holes, empty], y1)
