"""Times a network in PyTorch in a process by itself, or lets PyTorch export it to ONNX.

    python3 benchmarks/pytorch.py time FILE [--weights FILE.pth] [--batch N] [--threads N] [--seconds S]
    python3 benchmarks/pytorch.py export FILE.py OUT.onnx --weights FILE.pth [--batch N]
    python3 benchmarks/pytorch.py speed

FILE is PyTorch source that `modeldsl export MODEL FILE.py` wrote, which runs as it is (eager), or a TorchScript file.
`time` prints the milliseconds of a batch as JSON. `export` calls torch.onnx.export as its documentation does; without
--batch the batch is free. `speed` prints how many billion operations a second matrix products reach on one thread. Written for any PyTorch since 1.13 (Debian's python3-torch).
"""

import argparse
import importlib.util
import json
import pathlib
import statistics
import sys
import time

import torch

WARM_UP = 3
LEAST_RUNS = 5
# The newest operators that the exporter of PyTorch 1.13 knows.
OPSET = 17


def load(file, weights):
    """The network of a file, ready for inference."""
    if file.suffix != ".py":
        return torch.jit.load(str(file)).eval()
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    (name,) = module.default_cfgs
    model = getattr(module, name)()
    if weights is not None:
        model.load_state_dict(torch.load(str(weights), map_location="cpu"))
    return model.eval()


def measure(model, image, seconds):
    """Milliseconds of each run."""
    times = []
    for _ in range(WARM_UP):
        model(image)
    end = time.perf_counter() + seconds
    while len(times) < LEAST_RUNS or time.perf_counter() < end:
        start = time.perf_counter()
        model(image)
        times.append(1000 * (time.perf_counter() - start))
    return times


def speed(size=512, runs=5):
    """Billions of operations a second of processor time: what else the machine does hardly counts."""
    torch.set_num_threads(1)
    a, b = torch.randn(size, size), torch.randn(size, size)
    least = float("inf")
    for _ in range(runs):
        start = time.process_time()
        a @ b
        least = min(least, time.process_time() - start)
    return 2 * size**3 / least / 1e9


def main(arguments):
    if arguments.command == "speed":
        print(speed())
        return
    torch.manual_seed(0)
    model = load(arguments.file, arguments.weights)
    # One of two is not a size that the exporter takes for a constant.
    image = torch.randn(arguments.batch or 2, 3, 224, 224)
    with torch.no_grad():
        if arguments.command == "export":
            axes = {} if arguments.batch else {"image": {0: "N"}, "logits": {0: "N"}}
            torch.onnx.export(
                model, image, str(arguments.out), opset_version=OPSET, input_names=["image"], output_names=["logits"], dynamic_axes=axes
            )
            return
        torch.set_num_threads(arguments.threads)
        times = measure(model, image, arguments.seconds)
    print(json.dumps({"least": min(times), "median": statistics.median(times), "runs": len(times)}))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    timing = commands.add_parser("time", help="time a network")
    export = commands.add_parser("export", help="export it with torch.onnx.export")
    commands.add_parser("speed", help="time matrix products")
    for command in (timing, export):
        command.add_argument("file", type=pathlib.Path)
    export.add_argument("out", type=pathlib.Path)
    for command in (timing, export):
        command.add_argument("--weights", type=pathlib.Path)
        command.add_argument("--batch", type=int, default=1 if command is timing else None)
    timing.add_argument("--threads", type=int, default=1)
    timing.add_argument("--seconds", type=float, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main(parse())
