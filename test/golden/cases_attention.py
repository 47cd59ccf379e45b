"""Attention with real Keras: score modes, masks of every input, causal masks, the masks that MultiHeadAttention takes off."""

import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(11)
x = rng.normal(size=(4, 6, 3)).astype("f4")
holes = x.copy()
holes[0, :2] = holes[1, 4:] = holes[2, 2:4] = 0
other = rng.normal(size=(4, 5, 3)).astype("f4")
other[0, 3:] = other[1, 0] = other[3, 1:3] = 0
# One sequence without a step that counts.
empty = holes.copy()
empty[2] = 0
y1 = rng.normal(size=(4, 1)).astype("f4")
ys = rng.normal(size=(4, 6, 2)).astype("f4")


def two(build, masked=(True, True), units=4):
    """A model of a query of 6 and a value of 5 steps."""

    def make():
        first, second = keras.Input((6, 3)), keras.Input((5, 3))
        a = L.Dense(units)(L.Masking()(first) if masked[0] else first)
        b = L.Dense(units)(L.Masking()(second) if masked[1] else second)
        return keras.Model([first, second], build(a, b))

    return make


def one(build):
    def make():
        first = keras.Input((6, 3))
        return keras.Model(first, build(L.Dense(4)(L.Masking()(first))))

    return make


def make(case):
    for tag, layer in (
        ("dot", lambda **k: L.Attention(**k)),
        ("dot_scaled", lambda **k: L.Attention(use_scale=True, **k)),
        ("concat", lambda **k: L.Attention(score_mode="concat", **k)),
        ("concat_scaled", lambda **k: L.Attention(score_mode="concat", use_scale=True, **k)),
        ("additive", lambda **k: L.AdditiveAttention(**k)),
        ("additive_plain", lambda **k: L.AdditiveAttention(use_scale=False, **k)),
    ):
        case(f"attention_{tag}", two(lambda a, b: L.Dense(2)(layer()([a, b])), masked=(False, False)), [x, other], ys)
        case(f"attention_{tag}_masked", two(lambda a, b: L.Dense(2)(layer()([a, b]))), [holes, other], ys)
        case(f"attention_{tag}_key", two(lambda a, b: L.LSTM(3)(layer()([a, b, L.Dense(4)(b)]))), [holes, other], y1[:, [0, 0, 0]])
    case("attention_causal", one(lambda a: L.Dense(2)(L.Attention()([a, a], use_causal_mask=True))), holes, ys)
    case("attention_causal_longer", two(lambda a, b: L.Dense(2)(L.Attention()([a, b], use_causal_mask=True))), [holes, other], ys)
    case("attention_dropout_off", one(lambda a: L.Dense(1)(L.GlobalAveragePooling1D()(L.Attention(dropout=0.0)([a, a])))), holes, y1)

    M = L.MultiHeadAttention
    case("multi_head_plain", two(lambda a, b: L.Dense(2)(M(2, 3)(a, b)), masked=(False, False)), [x, other], ys)
    case("multi_head_masked", two(lambda a, b: L.Dense(2)(M(2, 3)(a, b))), [holes, other], ys)
    case("multi_head_value_masked", two(lambda a, b: L.Dense(2)(M(2, 3)(a, b)), masked=(False, True)), [holes, other], ys)
    case("multi_head_query_masked", two(lambda a, b: L.Dense(2)(M(2, 3)(a, b)), masked=(True, False)), [holes, other], ys)
    case("multi_head_key", two(lambda a, b: L.LSTM(3)(M(2, 3, value_dim=5)(a, b, L.Dense(7)(b)))), [holes, other], y1[:, [0, 0, 0]])
    case("multi_head_keywords", two(lambda a, b: L.Dense(2)(M(2, 3)(query=a, key=L.Dense(3)(b), value=b))), [holes, other], ys)
    case("multi_head_no_bias", two(lambda a, b: L.Dense(2)(M(3, 2, use_bias=False, output_shape=5)(a, b))), [holes, other], ys)
    case("multi_head_causal", one(lambda a: L.Dense(2)(M(2, 3)(a, a, use_causal_mask=True))), holes, ys)
    case("multi_head_causal_plain", two(lambda a, b: L.Dense(2)(M(2, 3)(a, b, use_causal_mask=True)), masked=(False, False)), [x, other], ys)
    case("multi_head_empty", one(lambda a: L.Dense(1)(L.LSTM(3)(M(2, 3)(a, a)))), empty, y1)
    case("multi_head_penalties", one(lambda a: L.Dense(2)(M(2, 3, kernel_regularizer="l2", bias_regularizer="l1", activity_regularizer=keras.regularizers.L2(0.01), kernel_constraint=keras.constraints.MaxNorm(0.8))(a, a))), holes, ys)

    # What comes behind: MultiHeadAttention takes masks off the tensors that it reads, recorded masks stay.
    def block(a, causal=False):
        b = L.LayerNormalization()(L.Add()([a, M(2, 3)(a, a, use_causal_mask=causal)]))
        return L.LayerNormalization()(L.Add()([b, L.Dense(4)(L.Dense(5, activation="relu")(b))]))

    case("transformer_steps", one(lambda a: L.Dense(2)(block(a))), holes, ys)
    case("transformer_pooled", one(lambda a: L.Dense(1)(L.GlobalAveragePooling1D()(block(a)))), holes, y1)
    case("transformer_two_blocks", one(lambda a: L.Dense(2)(block(block(a)))), holes, ys)
    case("transformer_lstm", one(lambda a: L.Dense(2)(L.LSTM(3, return_sequences=True)(block(a)))), holes, ys)
    for rectifier in ("ReLU", "LeakyReLU", "ELU", "PReLU"):
        case(f"transformer_{rectifier.lower()}_lstm", one(lambda a: L.Dense(2)(L.LSTM(3, return_sequences=True)(getattr(L, rectifier)()(block(a))))), holes, ys)
    case("transformer_causal", one(lambda a: L.Dense(2)(block(a, True))), holes, ys)
    case("multi_head_beside", one(lambda a: L.Dense(2)(L.Concatenate()([M(2, 3)(a, a), M(2, 2)(a, a)]))), holes, ys)
    case("multi_head_then_attention", one(lambda a: L.Dense(2)(L.Attention()([M(2, 3)(a, a), a]))), holes, ys)
    case("multi_head_sum_attention", one(lambda a: (lambda s: L.Dense(2)(L.Attention()([s, s])))(L.Add()([a, M(2, 3)(a, a)]))), holes, ys)
    decoder = lambda a, b: L.Dense(2)(L.Add()([a, M(2, 3)(L.LayerNormalization()(a), b)]))  # noqa: E731
    case("transformer_decoder", two(decoder), [holes, other], ys)
