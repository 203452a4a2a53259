"""Writes history.pth and history-4.pth: a checkpoint with what training scripts keep beside the weights. Needs PyTorch and NumPy."""

import argparse
import collections
import datetime
import decimal
import enum
import functools
import pathlib
import random
import re
import sys
import types
import uuid

import numpy
import torch


class Config(dict):
    """As EasyDict, mmengine and OmegaConf have: a dict with attributes."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.__dict__ = self


class Mode(enum.Enum):
    FAST = 1


class Meter:
    def __init__(self):
        self.values, self.best = [0.5, 0.25], numpy.float64(0.75)


class Losses(list):
    pass


for kind in (Config, Mode, Meter, Losses):
    kind.__module__ = "project.training"
project = types.ModuleType("project")
project.training = types.ModuleType("project.training")
project.training.Config, project.training.Mode, project.training.Meter, project.training.Losses = Config, Mode, Meter, Losses
sys.modules["project"], sys.modules["project.training"] = project, project.training

torch.manual_seed(5)
bias = torch.rand(2)
weights = collections.OrderedDict(weight=torch.rand(2, 3), bias=bias, scale=torch.rand(2), count=torch.tensor(5), **{"again.bias": bias})
history = collections.defaultdict(list)
history["loss"] += [1.5, 0.5]
losses = Losses([0.1, 0.2])
optimizer = torch.optim.SGD([torch.nn.Parameter(torch.rand(2))], lr=0.1)
content = {
    "epoch": 7,
    "args": argparse.Namespace(lr=0.1, output_dir=pathlib.Path("runs") / "a", data=pathlib.PureWindowsPath("photos"), nested=argparse.Namespace(deep=True)),
    "history": history,
    "counts": collections.Counter(cat=3),
    "queue": collections.deque([1, 2], maxlen=5),
    "config": Config(depth=[2, 2], name="tiny"),
    "mode": Mode.FAST,
    "meter": Meter(),
    "losses": losses,
    "mean": numpy.array([0.1, 0.2, 0.3]),
    "names": numpy.array(["cat", "dog"]),
    "objects": numpy.array([{"a": 1}, None], dtype=object),
    "best": numpy.float32(0.5),
    "seen": numpy.int64(12),
    "numpy_random": numpy.random.get_state(),
    "generator": numpy.random.default_rng(0),
    "python_random": random.getstate(),
    "when": datetime.datetime(2024, 5, 6, 7, 8, 9),
    "run": uuid.UUID(int=1),
    "price": decimal.Decimal("1.5"),
    "mask": {1, 2},
    "complex": 1j,
    "bytes": b"1234",
    "size": torch.Size([1, 2]),
    "device": torch.device("cpu"),
    "dtype": torch.float16,
    "rng_state": torch.get_rng_state()[:8].clone(),
    "norm": functools.partial(torch.nn.LayerNorm, eps=1e-6),
    "activation": torch.nn.functional.relu,
    "pattern": re.compile("a+"),
    "loss": torch.nn.CrossEntropyLoss(),
    "optimizer": optimizer.state_dict(),
    "state": {"network": {"weights": weights}},
}
torch.save(content, "history.pth")
torch.save(content, "history-4.pth", pickle_protocol=4)
