"""What the Python sides share: requests from standard input, arrays from a file, memory. See requests.ts."""

import json
import resource
import sys

import numpy as np


def serve(versions, handlers):
    """Greets, then answers each request with what the handler of its kind gives."""
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(handlers[request["ask"]](request)), flush=True)


def read_arrays(place):
    """Arrays that lie in a file one after the other, as float32."""
    values = np.fromfile(place["file"], "<f4")
    arrays, start = [], 0
    for array in place["arrays"]:
        size = int(np.prod(array["shape"]))
        arrays.append(values[start : start + size].reshape(array["shape"]))
        start += size
    return arrays


def make_data(work, batch=None):
    """Random x and y; zeros after each sequence's length (lengths begin anew where there are more sequences)."""
    batch = batch or work["batch"]
    x = np.random.uniform(0.01, 1, (batch, work["steps"], *work["features"])).astype("float32")
    if work["lengths"] is not None:
        for row, length in enumerate(lengths_of(work, batch)):
            x[row, length:] = 0
    y = np.random.uniform(0.01, 1, (batch, *work["target"])).astype("float32")
    if work["loss"] == "categorical_crossentropy":
        y /= y.sum(-1, keepdims=True)
    return x, y


def lengths_of(work, batch):
    lengths = work["lengths"]
    return None if lengths is None else [lengths[row % len(lengths)] for row in range(batch)]


def peak_memory(_request=None):
    """The most memory that this process ever held, in bytes."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return {"bytes": int(line.split()[1]) * 1024}
    except OSError:
        pass
    return {"bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def kept(make):
    """`make`, called once for each key."""
    made = {}

    def one(key, *arguments):
        if key not in made:
            made[key] = make(*arguments)
        return made[key]

    return one
