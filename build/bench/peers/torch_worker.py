"""PyTorch as a user runs it: nn.LSTM, nn.GRU or nn.RNN, packed sequences where steps are masked.

Protocol: see worker.ts.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Model(nn.Module):
    def __init__(self, work):
        super().__init__()
        self.kind = work["model"]
        self.repeats = work["target"][0]
        units, outputs = work["units"], work["target"][-1]
        cell = {"LSTM": nn.LSTM, "GRU": nn.GRU, "SimpleRNN": nn.RNN}[work["cell"]]
        self.has_cell_state = work["cell"] == "LSTM"
        self.one_bias = work["cell"] != "GRU"
        self.first = cell(work["features"], units[0], batch_first=True)
        self.second = cell(units[0], units[1], batch_first=True) if len(units) > 1 else None
        self.dense = nn.Linear(units[-1], outputs)

    def forward(self, x, lengths):
        if lengths is not None:
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        sequence, states = self.first(x)
        last = self.last(states)
        if self.kind == "stacked":
            return self.dense(self.last(self.second(sequence)[1]))
        if self.kind == "encoder-decoder":
            repeated = last[:, None].repeat(1, self.repeats, 1)
            return self.dense(self.second(repeated)[0]).flatten(0, 1)
        return self.dense(last)

    def last(self, states):
        return (states[0] if self.has_cell_state else states)[0]


def count_parameters(model):
    """As Keras counts: PyTorch's LSTM and RNN keep a second bias that adds nothing; a GRU has two in both."""
    return sum(p.numel() for name, p in model.named_parameters() if not (model.one_bias and "bias_hh" in name))


def prepare(work):
    model = Model(work)
    rate = work["optimizer"]["rate"]
    if work["optimizer"]["name"] == "adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=rate, eps=1e-7)
    else:
        optimizer = torch.optim.RMSprop(model.parameters(), lr=rate, alpha=0.9, eps=1e-7)
    x = torch.rand(work["batch"], work["steps"], work["features"]) * 0.99 + 0.01
    lengths = None if work["lengths"] is None else torch.tensor(work["lengths"])
    y = torch.rand(work["batch"], *work["target"]) * 0.99 + 0.01
    if work["loss"] == "mean_absolute_error":
        loss = nn.L1Loss()
    else:
        loss = nn.CrossEntropyLoss()
        y = y / y.sum(-1, keepdim=True)
    if work["model"] == "encoder-decoder":
        y = y.flatten(0, 1)

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss(model(x, lengths), y)
        value.backward()
        optimizer.step()
        return value

    return model, step


def main():
    versions = {"torch": torch.__version__, "threads": str(torch.get_num_threads())}
    print(json.dumps({"versions": versions}), flush=True)
    prepared = {}
    for line in sys.stdin:
        request = json.loads(line)
        work = request["workload"]
        if work["name"] not in prepared:
            prepared[work["name"]] = prepare(work)
        model, step = prepared[work["name"]]
        begin = time.perf_counter()
        for _ in range(request["steps"]):
            value = step()
        seconds = time.perf_counter() - begin
        answer = {"seconds": seconds, "parameters": count_parameters(model), "loss": float(value.detach())}
        print(json.dumps(answer), flush=True)


main()
