"""Writes the checkpoints of this folder and what PyTorch says they hold (expected.json). Needs PyTorch 1.13 and NumPy."""

import argparse
import collections
import json
import struct

import numpy
import torch

torch.manual_seed(0)
expected = {}


def record(name, tensors):
    expected[name] = {
        key: {"dtype": str(value.dtype)[len("torch."):], "shape": list(value.shape), "values": value.double().flatten().tolist()}
        for key, value in tensors.items()
    }


def save(name, content, tensors, **options):
    torch.save(content, name, **options)
    record(name, tensors)


def tiny(seed):
    """The state_dict of the tests' TinyModule."""
    torch.manual_seed(seed)
    bias = torch.rand(2)
    state = collections.OrderedDict(
        weight=torch.rand(2, 3), bias=bias, scale=torch.rand(2), count=torch.tensor(seed), **{"again.bias": bias})
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    return state


dtypes = {
    str(t)[len("torch."):]: torch.tensor([[0, 1, 2], [3, 100, 1]]).to(t)
    for t in (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)
}
dtypes["single"] = torch.tensor(2.5)
dtypes["empty"] = torch.empty(0, 3)
save("dtypes.pt", dtypes, dtypes)
save("protocol4.pt", dtypes, dtypes, pickle_protocol=4)
save("protocol5.pt", collections.OrderedDict(dtypes), dtypes, pickle_protocol=5)

base = torch.arange(120.0)
views = {
    "whole": base,
    "part": base[20:44],
    "transposed": base[:24].view(4, 6).t(),
    "permuted": base.view(4, 5, 6).permute(2, 0, 1),
    "stepped": base.view(10, 12)[1::3, 2::4],
    "spread": torch.tensor([1.0, 2.0]).view(2, 1).expand(2, 5),
    "channels_last": torch.rand(2, 3, 4, 4).contiguous(memory_format=torch.channels_last),
    "parameter": torch.nn.Parameter(torch.rand(3)),
    "half_transposed": torch.rand(3, 2).half().t(),
}
save("views.pth", views, views)

state = tiny(1)
module = torch.nn.Linear(2, 2)
optimizer = torch.optim.AdamW(module.parameters(), lr=0.1)
module(torch.ones(1, 2)).sum().backward()
optimizer.step()
training = {
    "epoch": 3,
    "arch": "tiny",
    "state_dict": collections.OrderedDict(("module." + k, v) for k, v in state.items()),
    "optimizer": optimizer.state_dict(),
    "version": 2,
    "args": argparse.Namespace(lr=5e-3, mean=(0.485, 0.456), data=None, name="tiny", betas=[0.9, 0.999], amp=True, big=2 ** 70, drop=-1.5e300),
    "amp_scaler": torch.cuda.amp.GradScaler(enabled=False).state_dict() or {"scale": 65536.0, "growth_factor": 2.0, "_growth_tracker": 7},
    "metric": numpy.float64(0.75),
    "others": [torch.device("cuda:0"), torch.Size([2, 3]), torch.float16, {1, 2}, frozenset(), 1j, b"bytes", collections.Counter("aab")],
    "state_dict_ema": tiny(2),
}
save("training.pth.tar", training, training["state_dict"])
save("model.pth", {"model": tiny(3), "lr_scheduler": {"milestones": collections.Counter([1, 1])}}, tiny(3))
save("plain.pth", state, state)

torch.save(state, "legacy.pth", _use_new_zipfile_serialization=False)
torch.jit.script(torch.nn.Linear(1, 1)).save("script.pt")
torch.save(torch.nn.Linear(1, 1), "module.pth")



def raw(tensor):
    bits = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
    return bits.contiguous().numpy().tobytes()


def safetensors(name, tensors):
    names = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8",
             "uint8": "U8", "bool": "BOOL"}
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for key, value in tensors.items():
        begin = len(data)
        data += raw(value)
        header[key] = {"dtype": names[str(value.dtype)[len("torch."):]], "shape": list(value.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    with open(name, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def leb128(number):
    result = b""
    while True:
        number, low = number >> 7, number & 0x7F
        result += bytes([low | (0x80 if number else 0)])
        if not number:
            return result


def dat(name, tensors):
    """TorchSharp's Module.save: the count, then key, type, rank, sizes and values of each."""
    types = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32, torch.float64, None, None, None, torch.bool,
             None, None, None, torch.bfloat16]
    with open(name, "wb") as file:
        file.write(leb128(len(tensors)))
        for key, value in tensors.items():
            file.write(leb128(len(key)) + key.encode() + leb128(types.index(value.dtype)) + leb128(value.dim()))
            file.write(b"".join(leb128(n) for n in value.shape) + raw(value))


for name, write in (("dtypes.safetensors", safetensors), ("dtypes.dat", dat)):
    write(name, dtypes)
    record(name, dtypes)

with open("expected.json", "w") as file:
    json.dump(expected, file, separators=(",", ":"))
    file.write("\n")
