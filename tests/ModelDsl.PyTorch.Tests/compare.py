"""Runs a model's file on given weights, image and cotangents; writes keys, outputs and gradients.

compare.py MODEL.py NAME FOLDER: FOLDER has weights.safetensors and run.safetensors (input.*, cotangent.*), and receives
result.json and result.bin (float32 tensors one after the other).
"""

import importlib.util
import json
import sys

import numpy as np
import torch

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "BOOL": np.bool_}


def read(path):
    data = open(path, "rb").read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, tensor in header.items():
        start, end = (8 + length + offset for offset in tensor["data_offsets"])
        values = np.frombuffer(data[start:end], TYPES[tensor["dtype"]]).reshape(tensor["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def main(path, name, folder):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["exported"] = module
    spec.loader.exec_module(module)
    torch.manual_seed(1)
    model = getattr(module, name)()
    keys = [[key, list(value.shape), str(value.dtype)] for key, value in model.state_dict().items()]
    starts = {key: value.clone() for key, value in model.state_dict().items()}
    weights = read(f"{folder}/weights.safetensors")
    if any(value.dtype == torch.float64 for value in weights.values()):
        model.double()
    model.load_state_dict(weights)
    run = read(f"{folder}/run.safetensors")
    model.eval()
    inputs = [run[name].requires_grad_(run[name].is_floating_point()) for name in sorted(run) if name.startswith("input.")]
    outputs = model(*inputs)
    if not isinstance(outputs, dict):
        outputs = {name[len("cotangent.") :]: outputs for name in run if name.startswith("cotangent.")}
    results = {"output." + key: value for key, value in outputs.items()}
    sum((outputs[key] * run["cotangent." + key]).sum() for key in outputs if outputs[key].requires_grad).backward()
    results.update((f"gradient.input.{i}", image.grad) for i, image in enumerate(inputs) if image.requires_grad)
    for key, value in model.state_dict(keep_vars=True).items():
        if value.grad is not None:
            results["gradient." + key] = value.grad
    index = []
    with open(f"{folder}/result.bin", "wb") as data:
        for key, value in results.items():
            data.write(np.ascontiguousarray(value.detach().numpy().astype(np.float32)).tobytes())
            index.append([key, list(value.shape)])
    moments = {k: [float(v.float().mean()), float(v.float().abs().mean())] for k, v in starts.items()}
    with open(f"{folder}/result.json", "w") as file:
        json.dump({"keys": keys, "tensors": index, "starts": moments}, file)


main(*sys.argv[1:])
