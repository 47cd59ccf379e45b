"""Real TensorBoard reads event files. in: {"folder": path}; out: {part: {tag: [[step, value], …]}}"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402

folder = json.load(sys.stdin)["folder"]
found = {}
for part in sorted(os.listdir(folder)):
    events = EventAccumulator(os.path.join(folder, part), size_guidance={"scalars": 0})
    events.Reload()
    found[part] = {
        tag: [[event.step, event.value if abs(event.value) < float("inf") else str(event.value)] for event in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }
print("\n@@" + json.dumps(found))
