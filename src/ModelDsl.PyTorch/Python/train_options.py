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
from math import cos, sin
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from PIL import Image, ImageEnhance, ImageOps
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
    add("--layer-decay", type=float, default=1.0, help="the rate of a layer as a share of that of the next one")
    add("--weight-decay", type=float, default=0.05, help="biases and scales have none")
    add("--momentum", type=float, default=0.9, help="SGD's momentum")
    add("--warmup", type=float, default=0.0, help="epochs in which the rate grows; then it falls along a cosine")
    add("--label-smoothing", type=float, default=0.1)
    add("--ema", type=float, help="moving average of the weights: the share that each step keeps, such as 0.9998")
    add("--clip", type=float, help="the largest norm of all gradients together")
    add("--crop-scale", type=float, default=0.08, help="the smallest share of an image that a crop keeps; 1: none")
    add("--flip", type=float, default=0.5, help="how often an image is mirrored")
    strengths = {"type": int, "choices": range(31), "metavar": "0-30"}
    add("--rand-augment", **strengths, help="two random operations on each image, of this strength; 9 is usual")
    add("--erasing", type=float, default=0.0, help="how often a random rectangle of an image becomes noise")
    add("--mixup", type=float, default=0.0, help="blend each image with another one; the alpha of mixup, such as 0.8")
    add("--cutmix", type=float, default=0.0, help="paste a rectangle of another image into each; the alpha of CutMix")
    add("--drop-path", type=float, help="stochastic depth of the last block; default: the model's")
    add("--amp", choices=["float16", "bfloat16"], help="mixed precision")
    add("--sync-bn", action="store_true", help="batch norms over all processes")
    add("--checkpointing", action="store_true", help="compute activations again in the backward pass")
    add("--weights", help="a checkpoint to start from")
    add("--resume", action="store_true", help="continue from the folder's checkpoint, with its options")
    add("--workers", type=int, default=4, help="processes that read images, for each training process")
    add("--seed", type=int, default=0)
    return parser.parse_args()
