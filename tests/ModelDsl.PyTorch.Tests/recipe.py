"""How the script that trains varies images and sets rates: recipe.py TRAIN.py. Fails where it differs from `modeldsl train`."""

import importlib.util
import math
import random
import sys
from argparse import Namespace

import numpy as np
import torch
from PIL import Image


def check_rates(train):
    # The same keys and rates as in RecipeTests of ModelDsl.Training.Tests.
    keys = [
        "cls_token",
        "patch_embed.conv_down.0.weight",
        "levels.0.blocks.0.conv1.weight",
        "levels.0.blocks.0.mlp.0.weight",
        "levels.0.blocks.1.conv1.weight",
        "levels.0.downsample.weight",
        "levels.1.blocks.0.attn.qkv.weight",
        "norm.weight",
        "head.weight",
    ]
    rates = [1 / 32, 1 / 32, 1 / 16, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 1]
    assert list(train.layer_rates(keys, 0.5).values()) == rates
    assert set(train.layer_rates(["fc1.weight", "fc2.weight"], 0.5).values()) == {1}
    three = ["conv1.weight", "layer1.0.conv1.weight", "fc.weight"]
    assert list(train.layer_rates(three, 0.5).values()) == [0.25, 0.5, 1]
    between = ["conv.weight", "blocks.0.fc.weight", "middle.weight", "blocks.1.fc.weight", "head.weight"]
    assert list(train.layer_rates(between, 0.5).values()) == [1 / 8, 1 / 4, 1 / 4, 1 / 2, 1]
    net = torch.nn.ModuleDict({"blocks": torch.nn.ModuleList([torch.nn.ModuleDict({"fc": torch.nn.Linear(2, 2)})]), "head": torch.nn.Linear(2, 2)})
    groups = train.optimizer_of(net, Namespace(layer_decay=0.5, weight_decay=0.1, optimizer="adamw", lr=1.0)).param_groups
    assert sorted((g["rate"], g["weight_decay"], len(g["params"])) for g in groups) == [(0.5, 0, 1), (0.5, 0.1, 1), (1, 0, 1), (1, 0.1, 1)]


def check_mixing(train):
    images = torch.arange(4.0).view(4, 1, 1, 1).expand(4, 3, 10, 12)
    kinds = set()
    for _ in range(200):
        mixed, own = train.mixed(images, Namespace(mixup=0.8, cutmix=1.0))
        assert 0 <= own <= 1
        expected = images * own + images.flip(0) * (1 - own)
        if torch.allclose(mixed, expected, atol=1e-5):
            kinds.add("blend")
        else:
            # Each pixel is one of the two, and the share is that of the area.
            assert ((mixed == images) | (mixed == images.flip(0))).all()
            assert abs((mixed == images)[:, 0].float().mean().item() - own) < 1e-6
            kinds.add("cut")
    assert kinds == {"blend", "cut"}
    same, own = train.mixed(images, Namespace(mixup=0.0, cutmix=0.0))
    assert own == 1 and same is images


def check_erasing(train):
    for _ in range(50):
        values = torch.full((3, 32, 24), 9.0)
        train.erase(values)
        erased = values != 9
        rows, columns = erased[0].any(1).sum().item(), erased[0].any(0).sum().item()
        assert (erased == erased[0]).all() and erased[0].sum() == rows * columns and 0 < rows < 32 and 0 < columns < 24
        assert rows * columns <= 32 * 24 / 2


def check_operations(train):
    pixels = np.random.RandomState(0).randint(0, 256, (9, 14, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    for grey in (False, True):
        drawn = [train.rand_augment(image.convert("L") if grey else image, 1, 7 if grey else (1, 2, 3)) for _ in range(60)]
        assert all(d.size == image.size and d.mode == ("L" if grey else "RGB") for d in drawn)
    assert len(train.OPERATIONS) == 14
    # The nearest pixel of where the map takes each middle, as in RandAugment.cs.
    a, b, c, d, right, down = math.cos(0.4), math.sin(0.4), -math.sin(0.4), math.cos(0.4), 2, -1
    moved = np.array(train.moved(image, (1, 2, 3), a, b, c, d, right, down))
    for y in range(9):
        for x in range(14):
            dx, dy = x + 0.5 - 7 - right, y + 0.5 - 4.5 - down
            column, row = math.floor(a * dx + b * dy + 7), math.floor(c * dx + d * dy + 4.5)
            inside = 0 <= column < 14 and 0 <= row < 9
            assert (moved[y, x] == (pixels[row, column] if inside else (1, 2, 3))).all(), (x, y)


def main(path):
    spec = importlib.util.spec_from_file_location("train", path)
    train = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(train)
    random.seed(0)
    torch.manual_seed(0)
    for check in (check_rates, check_mixing, check_erasing, check_operations):
        check(train)


main(*sys.argv[1:])
