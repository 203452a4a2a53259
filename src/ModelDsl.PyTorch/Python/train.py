"""Trains an image classifier that modeldsl has exported, with the recipe of `modeldsl train`, on one process or many.

    torchrun --nproc-per-node 8 train.py --model MODEL.py --data photos --epochs 300 --batch 1024 --warmup 5
    torchrun --nproc-per-node 8 train.py --model MODEL.py --data photos --resume

DATA is a folder with `train` and `val`, each with a folder of images for each class. `--out` receives `checkpoint.pt`
(all that --resume needs), `best.pt` and `weights.pt` (weights only, of the moving average where there is one) and
`log.jsonl`.
`modeldsl eval MODEL --weights weights.pt --data DATA` reads the weights.
"""

import argparse
import importlib.util
import json
import math
import os
import random
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from PIL import Image, ImageOps
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Dataset, DistributedSampler

IMAGES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--model", required=True, help="the file that modeldsl export wrote")
    add("--data", required=True, help="a folder with train and val, a folder of images for each class in both")
    add("--out", default="runs/train", help="the folder for checkpoints, weights and log")
    add("--epochs", type=int, default=10, help="how often training sees each image")
    add("--batch", type=int, default=128, help="images in a step, of all processes together")
    add("--accumulate", type=int, default=1, help="in how many parts each process takes its share of a step")
    add("--optimizer", choices=["adamw", "sgd"], default="adamw")
    add("--lr", type=float, default=1e-3, help="the highest learning rate")
    add("--weight-decay", type=float, default=0.05, help="biases and scales have none")
    add("--momentum", type=float, default=0.9, help="SGD's momentum")
    add("--warmup", type=float, default=0.0, help="epochs in which the rate grows; then it falls along a cosine")
    add("--label-smoothing", type=float, default=0.1)
    add("--ema", type=float, help="moving average of the weights: the share that each step keeps, such as 0.9998")
    add("--clip", type=float, help="the largest norm of all gradients together")
    add("--crop-scale", type=float, default=0.08, help="the smallest share of an image that a crop keeps; 1: none")
    add("--flip", type=float, default=0.5, help="how often an image is mirrored")
    add("--drop-path", type=float, help="stochastic depth of the last block; default: the model's")
    add("--amp", choices=["float16", "bfloat16"], help="mixed precision")
    add("--sync-bn", action="store_true", help="batch norms over all processes")
    add("--checkpointing", action="store_true", help="compute activations again in the backward pass")
    add("--weights", help="a checkpoint to start from")
    add("--resume", action="store_true", help="continue from the folder's checkpoint, with its options")
    add("--workers", type=int, default=4, help="processes that read images, for each training process")
    add("--seed", type=int, default=0)
    return parser.parse_args()


class ImageFolder(Dataset):
    """Images in a folder for each class, as tensors [C, H, W]."""

    def __init__(self, root, config, crop_scale=1.0, flip=0.0, training=False):
        self.root = Path(root)
        self.classes = sorted(d.name for d in self.root.iterdir() if d.is_dir() and not d.name.startswith("."))
        self.files = [
            (path, index)
            for index, name in enumerate(self.classes)
            for path in sorted((self.root / name).rglob("*"))
            if path.suffix.lower() in IMAGES and not path.name.startswith(".")
        ]
        if not self.files:
            raise SystemExit(f"{root}: there are no images in folders of classes")
        self.channels, self.height, self.width = config["input_size"]
        self.mean = torch.tensor(config.get("mean", (0.485, 0.456, 0.406))).view(-1, 1, 1)
        self.std = torch.tensor(config.get("std", (0.229, 0.224, 0.225))).view(-1, 1, 1)
        self.crop, self.mode = config.get("crop_pct", 0.875), config.get("crop_mode", "center")
        self.crop_scale, self.flip, self.training = crop_scale, flip, training

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        with Image.open(path) as file:
            image = ImageOps.exif_transpose(file).convert("L" if self.channels == 1 else "RGB")
        image = self.varied(image) if self.training else self.centred(image)
        values = torch.from_numpy(np.array(image, dtype=np.float32)).div_(255)
        values = values.view(self.height, self.width, self.channels).permute(2, 0, 1)
        return (values - self.mean) / self.std, label

    def varied(self, image):
        """A random part of the image, mirrored at random."""
        box = self.random_box(image) if self.crop_scale < 1 else None
        image = image.resize((self.width, self.height), Image.BICUBIC, box) if box else self.centred(image)
        return ImageOps.mirror(image) if random.random() < self.flip else image

    def random_box(self, image):
        """A rectangle of random area, aspect and place; None where none is found that lies within the image."""
        for _ in range(10):
            area = image.width * image.height * random.uniform(self.crop_scale, 1)
            ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
            width, height = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < width <= image.width and 0 < height <= image.height:
                left, top = random.randint(0, image.width - width), random.randint(0, image.height - height)
                return left, top, left + width, top + height
        return None

    def centred(self, image):
        """The middle of the image as the model is evaluated with."""
        if self.mode == "squash":
            width, height = image.width * self.crop, image.height * self.crop
        else:
            scale = max(self.width / self.crop / image.width, self.height / self.crop / image.height)
            width, height = self.width / scale, self.height / scale
        left, top = (image.width - width) / 2, (image.height - height) / 2
        return image.resize((self.width, self.height), Image.BICUBIC, (left, top, left + width, top + height))


def seed_worker(_):
    random.seed(torch.initial_seed() % 2**32)


class Average:
    """A moving average of weights and statistics."""

    def __init__(self, model, decay):
        self.decay = decay
        self.state = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step):
        # The first steps weigh more, so that the start is soon forgotten.
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            kept = self.state[name]
            if value.is_floating_point():
                kept.lerp_(value, 1 - decay)
            else:
                kept.copy_(value)


def load_module(path):
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_weights(path):
    """The weights of a checkpoint, whatever is around them."""
    state = torch.load(path, map_location="cpu")
    for key in ("state_dict_ema", "state_dict", "model"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    return {name.removeprefix("module.").removeprefix("_orig_mod."): value for name, value in state.items()}


def learning_rate(args, share):
    """Grows linearly through the warm-up, then falls along a cosine to zero; share of the training that is done."""
    warmup = args.warmup / args.epochs
    if share < warmup:
        return args.lr * share / warmup
    return args.lr * 0.5 * (1 + math.cos(math.pi * (share - warmup) / (1 - warmup)))


def optimizer_of(model, args):
    skipped = model.no_weight_decay() if hasattr(model, "no_weight_decay") else set()
    plain, decayed = [], []
    for name, parameter in model.named_parameters():
        (plain if parameter.ndim <= 1 or name in skipped else decayed).append(parameter)
    groups = [{"params": decayed, "weight_decay": args.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    if args.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=args.lr, momentum=args.momentum)
    return torch.optim.AdamW(groups, lr=args.lr)


@torch.no_grad()
def evaluate(model, loader, device):
    """Top-1 accuracy over the images of all processes."""
    model.eval()
    right = torch.zeros(2, device=device, dtype=torch.float64)
    for images, labels in loader:
        logits = model(images.to(device, non_blocking=True))
        right[0] += (logits.argmax(1) == labels.to(device)).sum()
        right[1] += len(labels)
    if dist.is_initialized():
        dist.all_reduce(right)
    return (right[0] / right[1]).item()


def save(value, path):
    """A file that is there as a whole or not at all."""
    torch.save(value, f"{path}.part")
    os.replace(f"{path}.part", path)


def main():
    args = arguments()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    local = int(os.environ.get("LOCAL_RANK", rank))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    out = Path(args.out)
    resumed = torch.load(out / "checkpoint.pt", map_location="cpu") if args.resume else None
    if resumed:
        kept = {"resume": True, "out": args.out, "data": args.data, "model": args.model, "workers": args.workers}
        args = argparse.Namespace(**{**resumed["args"], **kept})
    elif (out / "checkpoint.pt").exists():
        raise SystemExit(f"{out} has a checkpoint: continue it with --resume, or name another folder with --out")
    out.mkdir(parents=True, exist_ok=True)
    random.seed(args.seed + rank)
    # All processes begin with the same weights; DistributedDataParallel sends those of the first one besides.
    torch.manual_seed(args.seed)

    share = args.batch // world
    if share * world != args.batch or share % args.accumulate:
        raise SystemExit(f"--batch {args.batch} is not divided by {world} processes and {args.accumulate} parts")
    module = load_module(args.model)
    (name, config), = module.default_cfgs.items()
    train = ImageFolder(Path(args.data) / "train", config, args.crop_scale, args.flip, training=True)
    val = ImageFolder(Path(args.data) / "val", config)
    if train.classes != val.classes:
        raise SystemExit("train and val have folders of other classes")
    options = {"num_classes": len(train.classes), "drop_path_rate": args.drop_path}
    model = getattr(module, name)(**options)
    if args.weights:
        model.load_state_dict(read_weights(args.weights))
    if args.checkpointing:
        model.set_grad_checkpointing()
    if args.sync_bn:
        model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    model.to(device)
    optimizer = optimizer_of(model, args)
    average = Average(model, args.ema) if args.ema else None
    scaler = torch.cuda.amp.GradScaler(enabled=cuda and args.amp == "float16")
    first, best = 0, 0.0
    if resumed:
        model.load_state_dict(resumed["state_dict"])
        optimizer.load_state_dict(resumed["optimizer"])
        scaler.load_state_dict(resumed["scaler"])
        if average:
            average.state = {key: value.to(device) for key, value in resumed["state_dict_ema"].items()}
        first, best = resumed["epoch"], resumed["best"]
    parallel = DistributedDataParallel(model, device_ids=[local] if cuda else None) if world > 1 else model
    averaged = getattr(module, name)(**options).to(device) if average else model

    sampler = DistributedSampler(train, world, rank, shuffle=True, seed=args.seed, drop_last=True)
    keep = {"num_workers": args.workers, "pin_memory": cuda, "worker_init_fn": seed_worker}
    loader = DataLoader(train, share // args.accumulate, sampler=sampler, drop_last=True, **keep)
    # Each image counts once, on whichever process it is.
    tests = DataLoader(torch.utils.data.Subset(val, range(rank, len(val), world)), share, **keep)
    steps = len(loader) // args.accumulate
    if steps == 0:
        raise SystemExit(f"{len(train)} images do not fill a batch of {args.batch}")
    loss_of = nn.CrossEntropyLoss(label_smoothing=args.label_smoothing)
    dtype = {"float16": torch.float16, "bfloat16": torch.bfloat16}.get(args.amp)

    for epoch in range(first, args.epochs):
        sampler.set_epoch(epoch)
        torch.manual_seed(args.seed + 1000 * epoch + rank)
        parallel.train()
        began, total = time.time(), 0.0
        batches = iter(loader)
        for step in range(steps):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(args, (epoch * steps + step + 1) / (args.epochs * steps))
            optimizer.zero_grad(set_to_none=True)
            for part in range(args.accumulate):
                images, labels = next(batches)
                waits = world > 1 and part < args.accumulate - 1
                with parallel.no_sync() if waits else nullcontext():
                    with torch.autocast(device.type, dtype=dtype) if dtype else nullcontext():
                        logits = parallel(images.to(device, non_blocking=True))
                        loss = loss_of(logits.float(), labels.to(device, non_blocking=True)) / args.accumulate
                    scaler.scale(loss).backward()
                total += loss.item()
            if args.clip:
                scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), args.clip)
            scaler.step(optimizer)
            scaler.update()
            if average:
                average.update(model, epoch * steps + step + 1)
        if not math.isfinite(total):
            raise SystemExit("the loss is no longer finite: continue with --resume and a lower --lr, or with --clip")
        if average:
            averaged.load_state_dict(average.state)
        accuracy = evaluate(averaged, tests, device)
        if rank == 0:
            line = {"epoch": epoch + 1, "loss": total / steps, "top1": accuracy, "seconds": time.time() - began}
            print(json.dumps(line), flush=True)
            with open(out / "log.jsonl", "a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
            weights = {key: value.cpu() for key, value in averaged.state_dict().items()}
            if accuracy >= best:
                save({"state_dict": weights, "classes": train.classes, "epoch": epoch + 1}, out / "best.pt")
            best = max(best, accuracy)
            checkpoint = {
                "state_dict": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scaler": scaler.state_dict(),
                "epoch": epoch + 1,
                "best": best,
                "args": vars(args),
            }
            if average:
                checkpoint["state_dict_ema"] = average.state
            save(checkpoint, out / "checkpoint.pt")
            save({"state_dict": weights, "classes": train.classes, "epoch": epoch + 1}, out / "weights.pt")
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
