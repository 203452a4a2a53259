"""What inference costs in each engine, as ratios in one run, beside the goals of the project.

    python3 benchmarks/engines.py [FOLDER] [--parts export,eager,size,torchscript,int8] [--batches 1,8] [--threads 1,2]
                                  [--seconds S] [--rounds N] [--data DATA] [--json FILE]

part          what is compared
export        FasterViT-0: the file of `modeldsl export` with the one that PyTorch's exporter makes of the same network, both
              in ONNX Runtime; of PyTorch's the faster one of free and fixed batch. Time of a batch and of opening the file
eager         LVT in ONNX Runtime with eager PyTorch, and with the same graph as published (unfold, fold)
size          FasterViT-0 for images of any size with the one for 224x224 only, both in ONNX Runtime at 224x224
torchscript   the module prepared for inference with frozen TorchScript, in processes of their own (PyTorch's in Python) and in
              one; in 16 bits with 32, where the processor has instructions for them
int8          8-bit numbers with single precision in ONNX Runtime

All files are made in FOLDER, a temporary one where none is given. A ratio is that of the fastest runs, which take turns: within one
process where that is possible, else process after process, --rounds times. The exit code is 1 where a goal is missed, 2 where nothing can be compared.
Needs a Python with PyTorch since 1.13 (Debian's python3-torch) and a fast BLAS (Debian's libopenblas0-pthread; without it linear layers
take 25 times as long, and the program says so). Only a quiet machine tells the truth.
"""

import argparse
import functools
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTORCH = ROOT / "benchmarks" / "pytorch.py"
FASTER_VIT, ANY_SIZE, LVT = "faster_vit_0_224", "faster_vit_0_any_size", "lvt_cls"
# What even old processors reach with any BLAS but the reference one.
LEAST_SPEED = 8
# The pass that computes unfold and fold in another way.
TAPS = "ConvolveTaps"
LARGE_BATCH = 8


def run(*command):
    """What a program writes; its messages go where this one's go."""
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def modeldsl(*command):
    return run(ROOT / "modeldsl", *command)


def processor():
    """Which of the instructions that matter are there."""
    try:
        flags = set(pathlib.Path("/proc/cpuinfo").read_text().split())
    except OSError:
        flags = set()
    return {"vnni": bool(flags & {"avx512_vnni", "avx_vnni"}), "bfloat16": bool(flags & {"avx512_bf16", "amx_bf16"})}


class Files:
    """The networks as files; each is made when it is asked for."""

    def __init__(self, folder, data):
        self.folder, self.data = folder, data

    @functools.cache
    def _torchscript(self):
        run(sys.executable, ROOT / "benchmarks" / "torchscript.py", self.folder)

    def frozen(self, model):
        self._torchscript()
        return self.folder / f"{model}.pt"

    def weights(self, model):
        self._torchscript()
        return self.folder / f"{FASTER_VIT if model == ANY_SIZE else model}.pth"

    @functools.cache
    def source(self, model):
        modeldsl("export", model, self.folder / f"{model}.py")
        return self.folder / f"{model}.py"

    @functools.cache
    def by_pytorch(self, model, batch=None):
        file = self.folder / f"{model}.pytorch.{batch or 'N'}.onnx"
        run(sys.executable, "-W", "ignore", PYTORCH, "export", self.source(model), file, "--weights", self.weights(model), *(["--batch", batch] if batch else []))
        return file

    @functools.cache
    def onnx(self, model, *options):
        file = self.folder / f"{'.'.join([model, *options]).replace('-', '')}.onnx"
        modeldsl("export", model, file, "--weights", self.weights(model), *options)
        return file

    @functools.cache
    def int8(self, model):
        file = self.folder / f"{model}.int8.onnx"
        modeldsl("quantize", model, file, "--weights", self.weights(model), "--data", self.data, "--images", 16, "--agreement", 0)
        return file


class Comparison:
    """Makes the rows of the table."""

    def __init__(self, files, arguments):
        self.files, self.arguments, self.rows = files, arguments, []

    def add(self, what, batch, threads, own, other, goal):
        row = {"what": what, "batch": batch, "threads": threads, "ms": own, "other_ms": other, "ratio": own / other, "goal": goal}
        self.rows.append(row)
        print(text(row), file=sys.stderr, flush=True)

    def bench(self, model, batch, threads, *options, seconds=None):
        """The engines that `modeldsl bench` timed in turns, by their names."""
        result = modeldsl("bench", model, "--batch", batch, "--threads", threads, "--seconds", seconds or self.arguments.seconds, *options, "--json")
        return {engine["name"]: engine for engine in json.loads(result)["engines"]}

    def in_turns(self, *programs):
        """The least time of each of some programs, which run one after the other and say how long they took."""
        rounds = self.arguments.rounds
        times = [[program(self.arguments.seconds / rounds) for program in programs] for _ in range(rounds)]
        return [min(column) for column in zip(*times)]

    def pytorch(self, file, batch, threads, *options):
        """What times a network in Python."""
        return lambda seconds: json.loads(
            run(sys.executable, PYTORCH, "time", file, "--batch", batch, "--threads", threads, "--seconds", seconds, *options)
        )["least"]

    def engine(self, model, name, batch, threads, *options):
        """What times an engine by itself."""
        return lambda seconds: self.bench(model, batch, threads, "--engines", name, *options, seconds=seconds)[name]["least"]

    def export(self, batch, threads):
        theirs = [self.files.by_pytorch(FASTER_VIT), self.files.by_pytorch(FASTER_VIT, batch)]
        peers = [option for file in theirs for option in ("--peer-onnx", file)]
        engines = self.bench(FASTER_VIT, batch, threads, "--engines", "onnx", "--weights", self.files.weights(FASTER_VIT), *peers)
        own, others = engines["onnx"], [engines[file.name] for file in theirs]
        self.add("FasterViT-0, ONNX: ours / PyTorch's file", batch, threads, own["least"], min(e["least"] for e in others), 1.00)
        self.add("FasterViT-0, ONNX: opening ours / PyTorch's", batch, threads, own["start"], min(e["start"] for e in others), 0.50)

    def eager(self, batch, threads):
        if batch != 1:
            return
        weights, published = ("--weights", self.files.weights(LVT)), self.files.onnx(LVT, "--without", TAPS)
        pytorch = self.pytorch(self.files.source(LVT), batch, threads, *weights)
        own, other = self.in_turns(self.engine(LVT, "onnx", batch, threads, *weights), pytorch)
        self.add("LVT: ONNX / eager PyTorch", batch, threads, own, other, 0.33)
        engines = self.bench(LVT, batch, threads, "--engines", "onnx", *weights, "--peer-onnx", published)
        self.add("LVT, ONNX: ours / as published", batch, threads, engines["onnx"]["least"], engines[published.name]["least"], 0.72)

    def size(self, batch, threads):
        any_size = self.files.onnx(ANY_SIZE)
        engines = self.bench(FASTER_VIT, batch, threads, "--engines", "onnx", "--weights", self.files.weights(FASTER_VIT), "--peer-onnx", any_size)
        self.add("FasterViT-0, ONNX: any size / 224x224", batch, threads, engines[any_size.name]["least"], engines["onnx"]["least"], 1.05)

    def torchscript(self, batch, threads):
        for model, name in (FASTER_VIT, "FasterViT-0"), (LVT, "LVT"):
            frozen = self.files.frozen(model)
            own, other = self.in_turns(self.engine(model, "torch-inference", batch, threads), self.pytorch(frozen, batch, threads))
            self.add(f"{name}: prepared module / TorchScript", batch, threads, own, other, 0.65 if batch >= LARGE_BATCH else 0.85)
            engines = self.bench(model, batch, threads, "--engines", "torch-inference", "--weights", self.files.weights(model), "--peer-torchscript", frozen)
            self.add(f"{name}: the same in one process", batch, threads, engines["torch-inference"]["least"], engines[frozen.name]["least"], 0.90)
            if processor()["bfloat16"]:
                engines = self.bench(model, batch, threads, "--engines", "torch-inference,torch-bfloat16")
                self.add(f"{name}: prepared module, 16 bits / 32", batch, threads, engines["torch-bfloat16"]["least"], engines["torch-inference"]["least"], 0.40)

    def int8(self, batch, threads):
        for model, name, goal in (FASTER_VIT, "FasterViT-0", 0.45), (LVT, "LVT", 0.85):
            file = self.files.int8(model)
            # Without weights the bench compares no outputs: 8 bits are not as exact as it asks for.
            engines = self.bench(model, batch, threads, "--engines", "onnx", "--peer-onnx", file)
            self.add(f"{name}, ONNX: 8 bits / 32", batch, threads, engines[file.name]["least"], engines["onnx"]["least"], goal if processor()["vnni"] else None)


PARTS = ("export", "eager", "size", "torchscript", "int8")
HEADER = f"{'':44} {'batch':>5} {'threads':>7} {'ms':>9} {'other ms':>9} {'ratio':>6} {'goal':>5}"


def text(row):
    verdict = "" if row["goal"] is None else "reached" if row["ratio"] <= row["goal"] else "missed"
    goal = "" if row["goal"] is None else f"{row['goal']:.2f}"
    return f"{row['what']:44} {row['batch']:5} {row['threads']:7} {row['ms']:9.2f} {row['other_ms']:9.2f} {row['ratio']:6.3f} {goal:>5} {verdict}".rstrip()


def numbers(value):
    return [int(number) for number in value.split(",")]


def parts(value):
    names = value.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"'{unknown[0]}' is not part: {', '.join(PARTS)}")
    return names


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--parts", type=parts, default=list(PARTS))
    parser.add_argument("--batches", type=numbers, default=[1, LARGE_BATCH])
    parser.add_argument("--threads", type=numbers, default=[1, 2])
    parser.add_argument("--seconds", type=float, default=20, help="how long a comparison in one process takes, or a program by itself over all rounds")
    parser.add_argument("--rounds", type=int, default=4, help="how often programs by themselves take turns")
    parser.add_argument("--data", default="fashion-mnist", help="images that the ranges of 8-bit numbers come from; whichever, the times are the same")
    parser.add_argument("--json", type=pathlib.Path, help="a file for the table")
    return parser.parse_args()


def main(arguments):
    if importlib.util.find_spec("torch") is None:
        print(f"{sys.executable} has no PyTorch; that of Debian's package python3-torch belongs to /usr/bin/python3", file=sys.stderr)
        return 2
    if (speed := float(run(sys.executable, PYTORCH, "speed"))) < LEAST_SPEED:
        print(f"PyTorch's matrix products reach {speed:.1f} GFLOP/s: with a reference BLAS nothing can be compared; Debian's package libopenblas0-pthread has a fast one", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        comparison = Comparison(Files(folder, arguments.data), arguments)
        for part in arguments.parts:
            for batch in arguments.batches:
                for threads in arguments.threads:
                    getattr(comparison, part)(batch, threads)
    print(HEADER)
    for row in comparison.rows:
        print(text(row))
    if arguments.json:
        arguments.json.write_text(json.dumps({"processor": processor(), "rows": comparison.rows}, indent=2) + "\n")
    return int(any(row["goal"] is not None and row["ratio"] > row["goal"] for row in comparison.rows))


if __name__ == "__main__":
    sys.exit(main(parse()))
