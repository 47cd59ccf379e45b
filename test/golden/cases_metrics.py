"""Metrics with real Keras: over several batches of unlike size, under masks, plain and weighted by samples."""

import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(12)
x = rng.normal(size=(11, 6, 3)).astype("f4")
holes = x.copy()
for row in range(11):
    holes[row, rng.integers(0, 6, 2)] = 0
    holes[row, 6 - row % 4 :] = 0
binary = rng.integers(0, 2, size=(11, 1)).astype("f4")
classes = np.eye(4, dtype="f4")[rng.integers(0, 4, size=11)]
numbers = rng.normal(size=(11, 2)).astype("f4") + 1
steps = np.eye(4, dtype="f4")[rng.integers(0, 4, size=(11, 6))]
labels = steps.argmax(-1).astype("f4")
binary_steps = rng.integers(0, 2, size=(11, 6, 1)).astype("f4")
number_steps = rng.normal(size=(11, 6, 2)).astype("f4")
weight = rng.uniform(0.2, 2, size=11).astype("f4")
weight[3] = 0
# Under a mask Keras takes a weight for every step.
step_weight = rng.uniform(0.2, 2, size=(11, 6)).astype("f4")


def last(units, activation=None):
    return lambda: keras.Sequential([keras.Input((6, 3)), L.LSTM(4), L.Dense(units, activation=activation)])


def masked(units, activation=None):
    return lambda: keras.Sequential([keras.Input((6, 3)), L.Masking(), L.LSTM(4, return_sequences=True), L.Dense(units, activation=activation)])


def make(case):
    M = keras.metrics
    decisions = lambda: [  # noqa: E731
        M.Precision(), M.Recall(), M.Precision(thresholds=0.45, name="precision_low"), M.Recall(thresholds=[0.55], name="recall_high"),
        M.TruePositives(), M.FalsePositives(), M.TrueNegatives(), M.FalseNegatives(),
    ]  # fmt: skip
    curves = lambda **k: [  # noqa: E731
        M.AUC(curve=curve, summation_method=method, name=f"{curve}_{method}", **k)
        for curve in ("ROC", "PR", "PRGAIN")
        for method in ("interpolation", "minoring", "majoring")
    ] + [M.AUC(num_thresholds=7, name="few", **k), M.AUC(thresholds=[0.2, 0.45, 0.5, 0.9], name="own", **k), M.AUC(num_thresholds=3, curve="PR", name="three", **k)]
    by_class = lambda: [  # noqa: E731
        M.Precision(top_k=2, name="precision_top"), M.Recall(top_k=2, name="recall_top"), M.Precision(class_id=1, thresholds=0.2, name="precision_of"), M.Recall(class_id=3, top_k=2, name="recall_of"),
        *[M.F1Score(average=a, name=f"f1_{a}") for a in ("micro", "macro", "weighted")],
        M.F1Score(average="macro", threshold=0.25, name="f1_threshold"), M.FBetaScore(average="micro", beta=2.0, threshold=0.3),
        M.TopKCategoricalAccuracy(k=2), M.CategoricalCrossentropy(label_smoothing=0.1), "categorical_accuracy", "kl_divergence", "accuracy",
    ]  # fmt: skip
    regression = lambda: [  # noqa: E731
        M.R2Score(), M.R2Score(class_aggregation="variance_weighted_average", name="r2_weighted"),
        M.MeanAbsoluteError(), M.RootMeanSquaredError(), M.MeanAbsolutePercentageError(), M.MeanSquaredLogarithmicError(), M.CosineSimilarity(), M.LogCoshError(), M.MeanSquaredError(),
    ]  # fmt: skip
    for tag in ("", "_weighted"):
        kind = "weighted_metrics" if tag else "metrics"
        more = {"weight": weight} if tag else {}
        steps_more = {"weight": step_weight} if tag else {}
        case(f"metrics_decisions{tag}", last(1, "sigmoid"), x, binary, loss="binary_crossentropy", batch=4, **more, **{kind: decisions()})
        case(f"metrics_auc{tag}", last(1, "sigmoid"), x, binary, loss="binary_crossentropy", batch=4, **more, **{kind: curves()})
        case(f"metrics_classes{tag}", last(4, "softmax"), x, classes, loss="categorical_crossentropy", batch=4, **more, **{kind: by_class()})
        case(f"metrics_numbers{tag}", last(2), x, numbers, batch=4, **more, **{kind: regression()})
        case(f"metrics_steps{tag}", masked(4, "softmax"), holes, steps, loss="categorical_crossentropy", batch=4, **steps_more, **{kind: ["accuracy", "categorical_crossentropy", "kl_divergence", M.TopKCategoricalAccuracy(k=2), "mae", M.MeanSquaredError(), M.CategoricalHinge()]})
        case(f"metrics_number_steps{tag}", masked(2), holes, number_steps, batch=4, **steps_more, **{kind: ["mae", "mse", "mape", "msle", "cosine_similarity", M.LogCoshError(), M.RootMeanSquaredError()]})
        case(f"metrics_label_steps{tag}", masked(4, "softmax"), holes, labels, loss="sparse_categorical_crossentropy", batch=4, **steps_more, **{kind: ["accuracy", "sparse_categorical_crossentropy", M.SparseTopKCategoricalAccuracy(k=2)]})
    case("metrics_decision_steps", masked(1, "sigmoid"), holes, binary_steps, loss="binary_crossentropy", batch=4, metrics=[*decisions(), M.AUC(), "binary_crossentropy", M.BinaryAccuracy(threshold=0.45)])
    case("metrics_auc_logits", last(1), x, binary, loss=keras.losses.BinaryCrossentropy(from_logits=True), batch=4, metrics=curves(from_logits=True))
    case("metrics_auc_classes", last(4, "softmax"), x, classes, loss="categorical_crossentropy", batch=4, metrics=[M.AUC(), M.Precision(), M.Recall()])
    case("metrics_signs", last(1, "tanh"), x, binary, loss="hinge", batch=4, metrics=["hinge", "squared_hinge", M.Hinge(name="again")])
    case("metrics_both", last(1, "sigmoid"), x, binary, loss="binary_crossentropy", batch=4, weight=weight, metrics=["accuracy", M.AUC()], weighted_metrics=["accuracy", M.Precision(), M.Poisson()])
    case("metrics_both_heads", heads, x, [classes, numbers[:, :1]], loss=["categorical_crossentropy", "mse"], batch=4, metrics=[[M.F1Score(average="macro")], ["mae", M.R2Score()]])


    # Losses: how a batch's values become one number, with weights and masks.
    K = keras.losses
    for reduction in ("sum", "mean", "mean_with_sample_weight"):
        case(f"loss_{reduction}_weighted", last(2), x, numbers, loss=K.MeanSquaredError(reduction=reduction), batch=4, weight=weight, metrics=["mae"])
        case(f"loss_{reduction}_steps_weighted", masked(2), holes, number_steps, loss=K.LogCosh(reduction=reduction), batch=4, weight=step_weight, metrics=["mae"])
    focal = K.CategoricalFocalCrossentropy(alpha=0.3, gamma=1.5, label_smoothing=0.1)
    case("loss_categorical_focal", last(4, "softmax"), x, classes, loss=focal)
    case("loss_categorical_focal_masked", masked(4, "softmax"), holes, steps, loss=focal)
    case("loss_categorical_focal_logits", last(4), x, classes, loss=K.CategoricalFocalCrossentropy(from_logits=True, axis=1))


def heads():
    first = keras.Input((6, 3))
    hidden = L.LSTM(4)(first)
    return keras.Model(first, [L.Dense(4, activation="softmax", name="kind")(hidden), L.Dense(1, name="size")(hidden)])
