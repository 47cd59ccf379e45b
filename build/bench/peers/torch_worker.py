"""PyTorch as a user runs it: nn.LSTM, nn.GRU or nn.RNN, packed sequences where steps are masked.

Protocol: see requests.ts.
"""

import time

import torch
from protocol import kept, lengths_of, make_data, peak_memory, read_arrays, serve
from torch import nn
from torch_model import Model, count_parameters, load_keras_weights


def make_step(model, work):
    """A training step on (x, lengths, y); Keras' epsilon, decay and clipping of each array on its own."""
    wanted = work["optimizer"]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if wanted["name"] == "adam":
        optimizer = torch.optim.Adam(trained, lr=wanted["rate"], eps=1e-7)
    elif wanted["name"] == "rmsprop":
        optimizer = torch.optim.RMSprop(trained, lr=wanted["rate"], alpha=0.9, eps=1e-7)
    else:
        optimizer = torch.optim.SGD(trained, lr=wanted["rate"])
    losses = {
        "mean_absolute_error": nn.L1Loss,
        "categorical_crossentropy": nn.CrossEntropyLoss,
        "binary_crossentropy": nn.BCEWithLogitsLoss,
    }
    loss = losses[work["loss"]]()

    def step(x, lengths, y):
        optimizer.zero_grad(set_to_none=True)
        value = loss(model(x, lengths), y.flatten(0, 1) if work["model"] == "encoder-decoder" else y)
        value.backward()
        if wanted["clipnorm"] is not None:
            for parameter in trained:
                nn.utils.clip_grad_norm_(parameter, wanted["clipnorm"])
        optimizer.step()
        return value

    return step


def tensors_of(work, x, y):
    lengths = lengths_of(work, len(x))
    return torch.from_numpy(x), None if lengths is None else torch.tensor(lengths), torch.from_numpy(y)


def prepare_training(work):
    model = Model(work)
    return model, make_step(model, work), tensors_of(work, *make_data(work))


def prepare_prediction(work, batch):
    return Model(work).eval(), make_data(work, batch)[0], lengths_of(work, batch)


training = kept(prepare_training)
prediction = kept(prepare_prediction)


def train(request):
    work = request["workload"]
    model, step, data = training(work["name"], work)
    begin = time.perf_counter()
    for _ in range(request["steps"]):
        value = step(*data)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "parameters": count_parameters(model), "loss": float(value.detach())}


def predict(request):
    work, batch = request["workload"], request["batch"]
    model, x, lengths = prediction((work["name"], batch), work, batch)
    begin = time.perf_counter()
    with torch.no_grad():
        for _ in range(request["calls"]):
            output = model(torch.from_numpy(x), None if lengths is None else torch.tensor(lengths))
            if work["loss"] == "categorical_crossentropy":
                output = output.softmax(-1)
            output.numpy()
    return {"seconds": time.perf_counter() - begin, "parameters": count_parameters(model)}


def losses(request):
    work = request["workload"]
    *weights, x, y = read_arrays(request["from"])
    model = Model(work)
    load_keras_weights(model, weights)
    step = make_step(model, work)
    data = tensors_of(work, x.copy(), y.copy())
    return {"losses": [float(step(*data).detach()) for _ in range(request["steps"])]}


def epoch(request):
    work = request["workload"]
    x, y, validation_x, validation_y = (torch.from_numpy(array.copy()) for array in read_arrays(request["from"]))
    model = Model(work)
    step = make_step(model, work)
    begin = time.perf_counter()
    batches = torch.randperm(len(x)).split(work["batch"])
    for rows in batches:
        step(x[rows], None, y[rows])
    right = 0
    with torch.no_grad():
        for some_x, some_y in zip(validation_x.split(work["batch"]), validation_y.split(work["batch"])):
            told = model(some_x, None).argmax(-1)
            right += int((told == some_y.flatten(0, 1).argmax(-1)).sum())
    return {
        "seconds": time.perf_counter() - begin,
        "parameters": count_parameters(model),
        "accuracy": right / (len(validation_y) * work["target"][0]),
        "steps": len(batches),
    }


serve(
    {"torch": torch.__version__, "threads": str(torch.get_num_threads())},
    {"train": train, "predict": predict, "losses": losses, "epoch": epoch, "memory": peak_memory},
)
