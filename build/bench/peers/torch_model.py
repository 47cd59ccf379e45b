"""The workloads' models as a PyTorch user writes them, and Keras' weights brought into them."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Model(nn.Module):
    """Gives logits where the loss is a cross-entropy, as PyTorch's losses expect."""

    def __init__(self, work):
        super().__init__()
        self.kind = work["model"]
        self.repeats = work["target"][0]
        units, outputs = work["units"], work["target"][-1]
        cell = {"LSTM": nn.LSTM, "GRU": nn.GRU, "SimpleRNN": nn.RNN}[work["cell"]]
        self.has_cell_state = work["cell"] == "LSTM"
        self.one_bias = work["cell"] != "GRU"
        inputs, both_ways = work["features"][0], self.kind == "bidirectional"
        if self.kind == "frames":
            height, width, channels = work["features"]
            self.convolution = nn.Conv2d(channels, 2, 2)
            self.pooled = (2, (height - 1) // 2, (width - 1) // 2)
            inputs = 2 * self.pooled[1] * self.pooled[2]
        self.first = cell(inputs, units[0], batch_first=True, bidirectional=both_ways)
        self.second = cell(units[0], units[1], batch_first=True) if len(units) > 1 else None
        self.dense = nn.Linear(units[-1] * (2 if both_ways else 1), outputs)

    def forward(self, x, lengths):
        if lengths is not None:
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        if self.kind == "frames":
            batch, steps, height, width, channels = x.shape
            frames = x.reshape(batch * steps, channels, height, width)
            frames = nn.functional.max_pool2d(torch.relu(self.convolution(frames)), 2)
            x = frames.reshape(batch, steps, -1)
        sequence, states = self.first(x)
        if self.kind == "stacked":
            return self.dense(self.last(self.second(sequence)[1]))
        if self.kind == "encoder-decoder":
            repeated = self.last(states)[:, None].repeat(1, self.repeats, 1)
            return self.dense(self.second(repeated)[0]).flatten(0, 1)
        return self.dense(self.last(states))

    def last(self, states):
        """The last state, of both directions side by side."""
        last = states[0] if self.has_cell_state else states
        return last[0] if len(last) == 1 else torch.cat([last[0], last[1]], -1)

    def recurrent_parts(self):
        """(module, suffix of its parameters) in Keras' order of weights."""
        yield self.first, "l0"
        if self.kind == "bidirectional":
            yield self.first, "l0_reverse"
        if self.second is not None:
            yield self.second, "l0"


def count_parameters(model):
    """As Keras counts: PyTorch's LSTM and RNN keep a second bias that adds nothing; a GRU has two in both."""
    return sum(p.numel() for name, p in model.named_parameters() if not (model.one_bias and "bias_hh" in name))


def load_keras_weights(model, weights):
    """Weights in Keras' order and layout; the second bias of LSTM and RNN becomes zero and is not trained."""
    left = [torch.from_numpy(array.copy()) for array in weights]
    with torch.no_grad():
        if model.kind == "frames":
            model.convolution.weight.copy_(left.pop(0).permute(3, 2, 0, 1))
            model.convolution.bias.copy_(left.pop(0))
        for index, (module, suffix) in enumerate(model.recurrent_parts()):
            kernel, recurrent, bias = left.pop(0), left.pop(0), left.pop(0)
            if model.kind == "frames" and index == 0:
                channels, height, width = model.pooled
                kernel = kernel.reshape(height, width, channels, -1).permute(2, 0, 1, 3).reshape(len(kernel), -1)
            parameters = [kernel.T, recurrent.T]
            if model.one_bias:
                parameters += [bias, torch.zeros_like(bias)]
                getattr(module, f"bias_hh_{suffix}").requires_grad_(False)
            else:
                # Keras: update, reset, candidate; PyTorch: reset, update, candidate.
                parameters = [reset_first(value) for value in [*parameters, bias[0], bias[1]]]
            for name, value in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), parameters):
                getattr(module, f"{name}_{suffix}").copy_(value)
        model.dense.weight.copy_(left.pop(0).T)
        model.dense.bias.copy_(left.pop(0))
    assert not left, "there are more weights than the model has"


def reset_first(value):
    update, reset, candidate = value.chunk(3, 0)
    return torch.cat([reset, update, candidate], 0)
