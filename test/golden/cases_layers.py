"""Layers with real Keras: shapes and parameters beside the plain ones, masks through them, both directions, rare parts."""

import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(23)
x = rng.normal(size=(4, 6, 3)).astype("f4")
holes = x.copy()
holes[0, :2] = holes[1, 4:] = holes[2, 2:4] = 0
holes[3, 0] = holes[3, 5] = 0
# One sequence without a step that counts.
empty = holes.copy()
empty[2] = 0
y1 = rng.normal(size=(4, 1)).astype("f4")
y2 = rng.normal(size=(4, 2)).astype("f4")
ys = rng.normal(size=(4, 6, 2)).astype("f4")
image = rng.normal(size=(4, 6, 5, 2)).astype("f4")
film = rng.normal(size=(4, 4, 6, 5, 2)).astype("f4")
classes = np.eye(3, dtype="f4")[rng.integers(0, 3, size=(4,))]


def chain(*layers, shape=(6, 3)):
    return lambda: keras.Sequential([keras.Input(shape), *[layer() for layer in layers]])


def head():
    return L.Dense(1)


def make(case):
    convolutions(case)
    reshaping(case)
    rectifiers(case)
    merges(case)
    parts(case)
    directions(case)
    recurrent(case)
    normalization(case)


def convolutions(case):
    flat = [L.Flatten, head]
    for tag, options in (
        ("same_strided", {"padding": "same", "strides": (2, 1)}),
        ("dilated", {"dilation_rate": (2, 1), "kernel_size": 2}),
        ("backwards", {"go_backwards": True, "use_bias": False}),
        ("relu", {"activation": "relu", "recurrent_activation": "hard_sigmoid", "unit_forget_bias": False}),
    ):
        case(f"convlstm2d_{tag}", chain(lambda: L.ConvLSTM2D(**{"filters": 2, "kernel_size": (3, 2), **options}), *flat, shape=(4, 6, 5, 2)), film, y1)

    def conv_states():
        first, second = keras.Input((4, 6, 5, 2)), keras.Input((4, 6, 5, 2))
        _, *states = L.ConvLSTM2D(2, 2, return_state=True)(first)
        out = L.ConvLSTM2D(2, 2, return_sequences=True)(second, initial_state=states)
        return keras.Model([first, second], L.Dense(1)(L.Flatten()(out)))

    case("convlstm2d_states", conv_states, [film, film[::-1].copy()], y1)
    for padding in ("valid", "same"):
        for tag, options in (("strided", {"strides": 2}), ("dilated", {"dilation_rate": 2}), ("doubled", {"depth_multiplier": 2, "activation": "tanh"})):
            case(f"separable_conv1d_{padding}_{tag}", chain(lambda: L.SeparableConv1D(4, 3, padding=padding, **options), *flat), x, y1)
            case(f"depthwise_conv1d_{padding}_{tag}", chain(lambda: L.DepthwiseConv1D(3, padding=padding, **options), *flat), x, y1)
    case("separable_conv1d_penalised", chain(lambda: L.SeparableConv1D(4, 2, use_bias=False, depthwise_regularizer="l2", pointwise_constraint=keras.constraints.MaxNorm(0.5, axis=[0, 1])), *flat), holes, y1)
    case("separable_conv1d_drops_mask", chain(L.Masking, lambda: L.SeparableConv1D(4, 2, padding="same"), lambda: L.LSTM(3), head), holes, y1)
    for pool in (L.GlobalAveragePooling2D, L.GlobalMaxPooling2D):
        case(f"{pool.__name__.lower()}", chain(lambda: L.Conv2D(3, 2), pool, head, shape=(6, 5, 2)), image, y1)
        case(f"{pool.__name__.lower()}_keepdims", chain(lambda: L.Conv2D(3, 2), lambda: pool(keepdims=True), *flat, shape=(6, 5, 2)), image, y1)
    case("conv2d_constraint_axes", chain(lambda: L.Conv2D(4, (3, 2), kernel_constraint=keras.constraints.MaxNorm(0.4, axis=[0, 1, 2])), *flat, shape=(6, 5, 2)), image, y1)
    case("conv1d_groups_causal", chain(lambda: L.Dense(4), lambda: L.Conv1D(6, 3, groups=2, padding="causal", dilation_rate=2), *flat), x, y1)
    case("averagepooling1d_drops_mask", chain(L.Masking, lambda: L.Dense(3), lambda: L.AveragePooling1D(2, padding="same"), lambda: L.GRU(3), head), holes, y1)


def reshaping(case):
    for tag, layer, steps in (
        ("up_sampling1d", lambda: L.UpSampling1D(3), 6),
        ("zero_padding1d", lambda: L.ZeroPadding1D((2, 1)), 6),
        ("cropping1d", lambda: L.Cropping1D((1, 2)), 6),
        ("permute", lambda: L.Permute((2, 1)), 6),
    ):
        case(f"{tag}_masked", chain(L.Masking, lambda: L.Dense(4), layer, lambda: L.LSTM(3), head), holes, y1)
    case("up_sampling2d", chain(lambda: L.Conv2D(2, 2), lambda: L.UpSampling2D((2, 3)), L.GlobalMaxPooling2D, head, shape=(6, 5, 2)), image, y1)
    case("up_sampling2d_wide", chain(lambda: L.Conv2D(2, 2), lambda: L.UpSampling2D((2, 3)), L.Flatten, head, shape=(6, 5, 2)), image, y1, optimizer=keras.optimizers.SGD(0.0005))
    case("permute_three", chain(lambda: L.Conv2D(2, 2), lambda: L.Permute((3, 1, 2)), L.Flatten, head, shape=(6, 5, 2)), image, y1)


def rectifiers(case):
    for tag, layer in (
        ("relu", lambda: L.ReLU()),
        ("relu_bounded", lambda: L.ReLU(max_value=0.8)),
        ("relu_all", lambda: L.ReLU(max_value=1.0, negative_slope=0.2, threshold=0.3)),
        ("leaky_relu", lambda: L.LeakyReLU(0.15)),
        ("elu", lambda: L.ELU(0.5)),
        ("prelu", lambda: L.PReLU(alpha_initializer=keras.initializers.Constant(0.25))),
        ("prelu_shared", lambda: L.PReLU(shared_axes=[1], alpha_regularizer="l2")),
    ):
        case(f"layer_{tag}_masked", chain(L.Masking, lambda: L.Dense(4), layer, lambda: L.LSTM(3), head), holes, y1)
    case("layer_softmax_last", chain(lambda: L.LSTM(3), L.Softmax), x, classes, loss="categorical_crossentropy")
    case("layer_softmax_time", chain(lambda: L.Dense(4), lambda: L.Softmax(axis=1), lambda: L.LSTM(3), head), x, y1)
    names = ("celu", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus")
    for name in names:
        case(f"activation_{name}", chain(lambda: L.Dense(4, activation=name), L.Flatten, head), x, y1, optimizer=keras.optimizers.SGD(0.005))
    for name in ("hard_tanh", "softsign", "celu"):
        case(f"lstm_{name}", chain(L.Masking, lambda: L.LSTM(4, activation=name, recurrent_activation="hard_sigmoid"), head), holes, y1)
        case(f"gru_{name}", chain(L.Masking, lambda: L.GRU(4, activation=name, recurrent_activation="hard_sigmoid"), head), holes, y1)


def merges(case):
    for layer in (L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Concatenate):

        def three(layer=layer):
            inputs = [keras.Input((6, 3)) for _ in range(3)]
            a, b, c = L.Dense(4)(L.Masking()(inputs[0])), L.Dense(4)(inputs[1]), L.Dense(4)(L.Masking()(inputs[2]))
            return keras.Model(inputs, L.Dense(1)(L.LSTM(3)(layer()([a, b, c]))))

        def stretched(layer=layer):
            inputs = [keras.Input((6, 3)) for _ in range(2)]
            return keras.Model(inputs, L.Dense(1)(L.LSTM(3)(layer()([L.Dense(4)(inputs[0]), L.Dense(1)(inputs[1])]))))

        case(f"{layer.__name__.lower()}_three", three, [holes, x, empty[::-1].copy()], y1)
        if layer is not L.Concatenate:
            case(f"{layer.__name__.lower()}_stretched", stretched, [x, holes], y1)
    for axes, normalize in ((-1, True), ((1, 1), True), ((-1, -2), False), ((2, 1), False)):

        def dotted(axes=axes, normalize=normalize):
            first, second = keras.Input((3, 3)), keras.Input((3, 3))
            out = L.Dot(axes=axes, normalize=normalize)([L.Dense(3)(L.Masking()(first)), L.Dense(3)(second)])
            return keras.Model([first, second], L.Dense(1)(L.Flatten()(out)))

        tag = "_".join(str(a) for a in np.atleast_1d(axes)).replace("-", "m") + ("_unit" if normalize else "")
        case(f"dot_masked_{tag}", dotted, [holes[:, :3], x[:, 3:]], y1)


def parts(case):
    C, R = keras.constraints, keras.regularizers
    case("orthogonal_regularizer", chain(lambda: L.Dense(4, kernel_regularizer=R.OrthogonalRegularizer(0.1)), lambda: L.LSTM(3, recurrent_regularizer=R.OrthogonalRegularizer(0.2, mode="columns")), head), x, y1)
    case("regularizers_all", chain(lambda: L.GRU(4, kernel_regularizer=R.L1(0.02), recurrent_regularizer=R.L2(0.03), bias_regularizer=R.L1L2(0.01, 0.02), activity_regularizer="l1", return_sequences=True), lambda: L.Conv1D(3, 2, kernel_regularizer="l1", activity_regularizer="l2"), L.Flatten, head), x, y1)
    case("constraints_recurrent", chain(lambda: L.GRU(4, kernel_constraint=C.MaxNorm(0.3, axis=1), recurrent_constraint=C.MinMaxNorm(0.2, 0.6, rate=0.7, axis=1), bias_constraint=C.NonNeg()), lambda: L.Dense(1, kernel_constraint=C.UnitNorm(axis=[0, 1]))), x, y1)


def directions(case):
    kinds = {"lstm": (L.LSTM, {}), "gru": (L.GRU, {}), "gru_before": (L.GRU, {"reset_after": False}), "simplernn": (L.SimpleRNN, {})}
    for tag, (kind, extra) in kinds.items():
        for mode in ("sum", "mul", "ave", "concat"):
            case(f"both_{tag}_{mode}_sequences", chain(L.Masking, lambda: L.Bidirectional(kind(3, return_sequences=True, **extra), merge_mode=mode), lambda: L.Dense(2)), holes, ys)

        def apart(kind=kind, extra=extra, sequences=True):
            first = keras.Input((6, 3))
            one, other = L.Bidirectional(kind(3, return_sequences=sequences, **extra), merge_mode=None)(L.Masking()(first))
            if sequences:
                one, other = L.LSTM(2)(one), L.GRU(2)(other)
            return keras.Model(first, L.Dense(1)(L.Concatenate()([one, other])))

        case(f"both_{tag}_apart", apart, holes, y1)
        case(f"both_{tag}_apart_last", lambda apart=apart: apart(sequences=False), empty, y1)

        def passed_on(kind=kind, extra=extra):
            first, second = keras.Input((6, 3)), keras.Input((6, 3))
            _, *states = L.Bidirectional(kind(3, return_state=True, **extra), merge_mode="sum")(L.Masking()(first))
            one, other, *_ = L.Bidirectional(kind(3, return_sequences=True, return_state=True, **extra), merge_mode=None)(second, initial_state=states)
            return keras.Model([first, second], L.Dense(2)(L.Add()([one, other])))

        case(f"both_{tag}_states", passed_on, [holes, x], ys)
        case(f"both_{tag}_first_backwards", chain(L.Masking, lambda: L.Bidirectional(kind(3, go_backwards=True, return_sequences=True, **extra), backward_layer=kind(3, return_sequences=True, **extra)), lambda: L.Dense(2)), holes, ys)
        case(f"both_{tag}_stateful", lambda kind=kind, extra=extra: keras.Sequential([keras.Input(batch_shape=(4, 6, 3)), L.Bidirectional(kind(3, stateful=True, return_sequences=True, **extra), merge_mode="sum"), L.Dense(2)]), x, ys, repeated=3)
    case("both_two_kinds_masked", chain(L.Masking, lambda: L.Bidirectional(L.LSTM(3, activation="relu", return_sequences=True), backward_layer=L.SimpleRNN(3, go_backwards=True, use_bias=False, return_sequences=True), merge_mode="mul"), lambda: L.Dense(2)), holes, ys)
    case("both_convlstm2d", chain(lambda: L.Bidirectional(L.ConvLSTM2D(2, 2), merge_mode="sum"), L.Flatten, head, shape=(4, 6, 5, 2)), film, y1)
    case("both_stacked_masked", chain(L.Masking, lambda: L.Bidirectional(L.GRU(3, return_sequences=True)), lambda: L.Bidirectional(L.LSTM(2), merge_mode="ave"), head), holes, y1)


def recurrent(case):
    kinds = {"lstm": (L.LSTM, {}), "gru": (L.GRU, {}), "gru_before": (L.GRU, {"reset_after": False}), "simplernn": (L.SimpleRNN, {})}
    for tag, (kind, extra) in kinds.items():
        case(f"{tag}_unrolled_masked", chain(L.Masking, lambda: kind(4, unroll=True, return_sequences=True, **extra), lambda: kind(3, unroll=True, **extra), head), holes, y1)
        case(f"{tag}_unrolled_zero_output", chain(L.Masking, lambda: kind(4, unroll=True, return_sequences=True, zero_output_for_mask=True, **extra), lambda: L.Dense(2)), empty, ys)

        def coded(kind=kind, extra=extra):
            first, second = keras.Input((6, 3)), keras.Input((4, 2))
            out, *states = kind(4, return_state=True, return_sequences=True, go_backwards=True, **extra)(L.Masking()(first))
            decoded, *_ = kind(4, return_sequences=True, return_state=True, **extra)(second, initial_state=states)
            return keras.Model([first, second], [L.Dense(2)(decoded), L.Dense(1)(L.GlobalAveragePooling1D()(out))])

        case(f"{tag}_coded", coded, [holes, x[:, :4, :2]], [ys[:, :4], y1])
        case(f"{tag}_stateful_masked", lambda kind=kind, extra=extra: keras.Sequential([keras.Input(batch_shape=(4, 6, 3)), L.Masking(), kind(4, stateful=True, return_sequences=True, zero_output_for_mask=True, **extra), kind(3, stateful=True, go_backwards=True, **extra), L.Dense(1)]), holes, y1, repeated=3)
    case("lstm_no_forget_bias", chain(lambda: L.LSTM(4, unit_forget_bias=False, bias_initializer="ones"), head), x, y1)


def normalization(case):
    case("batch_norm_momentum", chain(L.Masking, lambda: L.Dense(4), lambda: L.BatchNormalization(momentum=0.5, epsilon=0.01, center=False), lambda: L.LSTM(3), head), holes, y1)
    case("batch_norm_penalised", chain(lambda: L.Dense(4), lambda: L.BatchNormalization(gamma_regularizer="l2", beta_constraint="non_neg", beta_initializer="ones"), L.Flatten, head), x, y1)
    case("batch_norm_all_masked", chain(L.Masking, L.BatchNormalization, lambda: L.GRU(3), head), np.zeros_like(x), y1)
    case("batch_norm_time_axis", chain(lambda: L.Dense(4), lambda: L.BatchNormalization(axis=-2, momentum=0.9), L.Flatten, head), x, y1)
    case("layer_norm_epsilon", chain(L.Masking, lambda: L.Dense(4), lambda: L.LayerNormalization(epsilon=0.1, scale=False), lambda: L.LSTM(3), head), holes, y1)
    case("layer_norm_image", chain(lambda: L.Conv2D(3, 2), lambda: L.LayerNormalization(axis=-2, gamma_regularizer="l1"), L.Flatten, head, shape=(6, 5, 2)), image, y1)
