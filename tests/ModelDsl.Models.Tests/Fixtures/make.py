"""What PyTorch computes for outputs of the model every_operation (EveryOperation.cs): operations.json.

Run with PyTorch 1.13 (Debian's python3-torch): python3 make.py. Elements are 2·sin(0.7·i + 0.3), i counting over the
flat tensor; for each output its shape and a few samples [flat index, value].
"""
import json
import torch
import torch.nn.functional as F

x = (2 * torch.sin(0.7 * torch.arange(2 * 6 * 15 * 14, dtype=torch.float64) + 0.3)).float().reshape(2, 6, 15, 14)


def heads(channel):
    return x[:, channel:channel + 2].permute(0, 2, 3, 1)


def attention(bias, scale):
    return (heads(0) @ heads(2).transpose(-1, -2) * scale + bias).softmax(-1) @ heads(4)


causal = torch.full((14, 14), float("-inf")).triu(1)
near = torch.ones(15, 14, dtype=torch.bool).tril(-1)
outputs = {
    "gelu_tanh": F.gelu(x, approximate="tanh"),
    "relu6": F.relu6(5 * x),
    "mish": F.mish(9 * x),
    "hard_swish": F.hardswish(3 * x),
    "hard_sigmoid": F.hardsigmoid(3 * x),
    "softplus": F.softplus(30 * x),
    "leaky_relu": F.leaky_relu(x, 0.2),
    "elu": F.elu(x, 1.5),
    "power": x ** 3,
    "clamp": x.clamp(-0.5, 0.25),
    "number_first": 0.5 + 1 / (2 - (3 - 4.5 * x.abs().clamp(0, 0.1))),
    "size_first": 2 + 2 / (2 * (2 - x.clamp(-1, 0))),
    "log_softmax": x.log_softmax(1),
    "stack": torch.stack([x, -x, x.relu()], -2),
    "chunk": x.chunk(3, 2)[1],
    "mean_kept": x.mean((-1, 1), keepdim=True),
    "min": x.amin((1, 2)),
    "flatten_inner": x.flatten(1, 2),
    "permute": x.permute(0, 3, 1, -2),
    "transpose": x.transpose(-1, 1),
    "reshape_moved": x.transpose(1, 2).reshape(2, 90, 14),
    "plain_instance_norm": F.instance_norm(x, eps=1e-2),
    "rms_norm": x / ((x * x).mean(-1, keepdim=True) + 1e-3).sqrt(),
    "pixel_shuffle": F.pixel_shuffle(x[:, :4], 2),
    "pixel_unshuffle": F.pixel_unshuffle(F.pad(x, (0, 1, 0, 0)), 5),
    "average_inside": F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False),
    "average_wide": F.avg_pool2d(x, (1, 4), (2, 3), padding=(0, 2)),
    "max_pool_high": F.max_pool2d(x, (5, 2), (1, 2), padding=(2, 0)),
    "compared": (x >= x.roll(1, 3)).long(),
    "where": torch.where(x > 0, x, x.exp()),
    "masked": x.masked_fill(near, float("-inf")).softmax(2),
    "attention": attention(0, 2 ** -0.5),
    "attention_scaled": attention(causal, 0.5),
    "attention_biased": attention(torch.arange(14) * 0.1, 1),
}


def samples(y):
    flat = y.contiguous().flatten()
    return [[i, round(flat[i].item(), 6)] for i in range(0, len(flat), len(flat) // 5 + 1)]


lines = [f'"{name}": ' + json.dumps({"shape": list(y.shape), "samples": samples(y)}) for name, y in outputs.items()]
open("operations.json", "w").write("{\n" + ",\n".join(lines) + "\n}\n")
