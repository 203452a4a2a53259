"""Frozen TorchScript of FasterViT-0 and LVT: the peer of `modeldsl bench --peer-torchscript`.

    python3 benchmarks/torchscript.py FOLDER

writes for each model FOLDER/NAME.pt, the frozen network for any batch size, and FOLDER/NAME.pth, its weights under the
keys of the published checkpoints. With both, the bench compares the outputs before it times anything:

    modeldsl bench faster_vit_0_224 --weights FOLDER/faster_vit_0_224.pth --peer-torchscript FOLDER/faster_vit_0_224.pt

Written for any PyTorch since 1.13 (Debian's python3-torch). Both networks are written anew from what is known of the
published ones, as someone would write them who wants speed and right numbers: position biases are computed once, and 1x1
convolutions are linear layers, because oneDNN's kernels for them fail over channels-last maps (docs/known-issues.md).
"""

import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F


# FasterViT


def grid(side):
    """The places of a square map, rows first: side*side pairs (row, column)."""
    axis = torch.arange(side, dtype=torch.float32)
    return torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)


def bias_network(out):
    return nn.Sequential(nn.Linear(2, 512), nn.ReLU(), nn.Linear(512, out, bias=False))


class PositionEmbedding(nn.Module):
    def __init__(self, dim, side):
        super().__init__()
        self.side = side
        self.cpb_mlp = bias_network(dim)
        self.register_buffer("relative_bias", torch.zeros(1, side * side, dim))

    def precompute(self):
        half = self.side // 2
        self.relative_bias = self.cpb_mlp((grid(self.side) - half) / half).unsqueeze(0)

    def forward(self, x):
        return x + self.relative_bias


class AttentionBias(nn.Module):
    def __init__(self, heads, side, tokens):
        super().__init__()
        self.side, self.carriers = side, tokens - side * side
        self.cpb_mlp = bias_network(heads)
        offsets = torch.arange(1 - side, side, dtype=torch.float32) * (8 / (side - 1))
        offsets = offsets.sign() * (offsets.abs() + 1).log2() / 3
        self.register_buffer("relative_coords_table", torch.stack(torch.meshgrid(offsets, offsets, indexing="ij"), -1)[None])
        places = grid(side).long()
        apart = places[:, None] - places[None, :] + side - 1
        self.register_buffer("relative_position_index", apart[..., 0] * (2 * side - 1) + apart[..., 1])
        self.register_buffer("relative_bias", torch.zeros(1, heads, tokens, tokens))

    def precompute(self):
        table = self.cpb_mlp(self.relative_coords_table).flatten(0, 2)
        bias = 16 * table[self.relative_position_index].permute(2, 0, 1).sigmoid()
        self.relative_bias = F.pad(bias, (self.carriers, 0, self.carriers, 0)).unsqueeze(0)

    def forward(self, logits):
        return logits + self.relative_bias


class WindowAttention(nn.Module):
    def __init__(self, dim, heads, side, tokens):
        super().__init__()
        self.heads, self.tokens, self.scale = heads, tokens, (dim // heads) ** -0.5
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.pos_emb_funct = AttentionBias(heads, side, tokens)

    def forward(self, x):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        attention = self.pos_emb_funct(q @ k.transpose(-2, -1) * self.scale).softmax(-1)
        return self.proj((attention @ v).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


def to_windows(x, side):
    """[N, C, H, W] to [N * windows, side * side, C]."""
    n, c, h, w = x.shape
    return x.view(-1, c, h // side, side, w // side, side).permute(0, 2, 4, 3, 5, 1).reshape(-1, side * side, c)


def from_windows(x, side, size):
    """[N * windows, side * side, C] to [N, C, size, size]."""
    across, c = size // side, x.shape[-1]
    return x.view(-1, across, across, side, side, c).permute(0, 5, 1, 3, 2, 4).reshape(-1, c, size, size)


def swap_middle(x, *sizes):
    """Tokens of a square map between the order of its windows and that of its rows: four axes, the middle two change places."""
    return x.view(-1, *sizes, x.shape[-1]).transpose(2, 3).reshape(-1, x.shape[1], x.shape[-1])


class HatBlock(nn.Module):
    """A transformer block over windows; with more than one window a side, carrier tokens tie them together."""

    def __init__(self, dim, heads, side, across, carrier=2):
        super().__init__()
        self.side, self.across, self.carrier = side, across, carrier
        each = carrier * carrier if across > 1 else 0
        self.pos_embed = PositionEmbedding(dim, side)
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = WindowAttention(dim, heads, side, side * side + each)
        self.mlp = Mlp(dim, 4 * dim)
        if across > 1:
            edge = across * carrier
            self.hat_norm1, self.hat_norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
            self.hat_attn = WindowAttention(dim, heads, edge, edge * edge)
            self.hat_mlp = Mlp(dim, 4 * dim)
            self.hat_pos_embed = PositionEmbedding(dim, edge)

    def forward(self, x, carriers):
        x = self.pos_embed(x)
        each = self.carrier ** 2
        if self.across > 1:
            carriers = self.hat_pos_embed(swap_middle(carriers, self.across, self.across, self.carrier, self.carrier))
            carriers = carriers + self.hat_attn(self.hat_norm1(carriers))
            carriers = carriers + self.hat_mlp(self.hat_norm2(carriers))
            carriers = swap_middle(carriers, self.across, self.carrier, self.across, self.carrier)
            x = torch.cat((carriers.view(-1, each, x.shape[-1]), x), 1)
        x = x + self.attn(self.norm1(x))
        x = x + self.mlp(self.norm2(x))
        if self.across > 1:
            carriers = x[:, :each].reshape(-1, each * self.across ** 2, x.shape[-1])
            x = x[:, each:]
        return x, carriers


class CarrierTokens(nn.Module):
    def __init__(self, dim, size, side, carrier=2):
        super().__init__()
        edge = carrier * size // side
        stride = size // edge
        self.carrier = carrier
        self.pos_embed = nn.Conv2d(dim, dim, 3, padding=1, groups=dim)
        self.to_global_feature = nn.Sequential()
        # The published module knows this one under two names.
        self.to_global_feature.add_module("pos", self.pos_embed)
        self.to_global_feature.add_module("pool", nn.AvgPool2d(size - (edge - 1) * stride, stride))

    def forward(self, x):
        tokens = to_windows(self.to_global_feature(x), self.carrier)
        return tokens.view(x.shape[0], -1, x.shape[1])


class ConvBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(dim, dim, 3, padding=1), nn.BatchNorm2d(dim)
        self.conv2, self.norm2 = nn.Conv2d(dim, dim, 3, padding=1), nn.BatchNorm2d(dim)

    def forward(self, x):
        return x + self.norm2(self.conv2(F.gelu(self.norm1(self.conv1(x)))))


class Downsample(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.reduction = nn.Sequential(nn.Conv2d(dim, 2 * dim, 3, 2, 1, bias=False))

    def forward(self, x):
        return self.reduction(self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))


class ConvLevel(nn.Module):
    def __init__(self, dim, depth):
        super().__init__()
        self.blocks = nn.Sequential(*[ConvBlock(dim) for _ in range(depth)])
        self.downsample = Downsample(dim)

    def forward(self, x):
        return self.downsample(self.blocks(x))


class TransformerLevel(nn.Module):
    def __init__(self, dim, depth, heads, size, side, last):
        super().__init__()
        self.size, self.side, across = size, side, size // side
        self.blocks = nn.ModuleList([HatBlock(dim, heads, side, across) for _ in range(depth)])
        self.global_tokenizer = CarrierTokens(dim, size, side) if across > 1 else None
        self.downsample = nn.Identity() if last else Downsample(dim)

    def forward(self, x):
        carriers = x if self.global_tokenizer is None else self.global_tokenizer(x)
        x = to_windows(x, self.side)
        for block in self.blocks:
            x, carriers = block(x, carriers)
        return self.downsample(from_windows(x, self.side, self.size))


class FasterVit0(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch_embed = nn.Module()
        self.patch_embed.conv_down = nn.Sequential(
            nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64, eps=1e-4), nn.ReLU(),
            nn.Conv2d(64, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64, eps=1e-4), nn.ReLU())
        self.levels = nn.Sequential(
            ConvLevel(64, 2), ConvLevel(128, 3),
            TransformerLevel(256, 6, 8, 14, 7, False), TransformerLevel(512, 5, 16, 7, 7, True))
        self.norm = nn.BatchNorm2d(512)
        self.head = nn.Linear(512, 1000)

    def forward(self, images):
        x = self.norm(self.levels(self.patch_embed.conv_down(images)))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


# LVT; maps are [N, H, W, C]


def pointwise(layer, x):
    """A 1x1 convolution over a [N, H, W, C] map."""
    return F.linear(x, layer.weight.flatten(1), layer.bias)


def to_nchw(x):
    return x.permute(0, 3, 1, 2)


def to_nhwc(x):
    return x.permute(0, 2, 3, 1)


class PatchEmbedding(nn.Module):
    def __init__(self, before, dim, kernel, stride):
        super().__init__()
        self.proj = nn.Conv2d(before, dim, kernel, stride, kernel // 2)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        return self.norm(to_nhwc(self.proj(to_nchw(x))))


class ConvolutionalSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.dim, self.heads = dim, heads
        self.attn = nn.Linear(dim, 81 * heads)
        self.weight = nn.Conv2d(9 * dim, 9 * dim, 1, groups=9, bias=False)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        n, h, w, c = x.shape
        head = c // self.heads
        maps = to_nchw(x)
        attention = to_nhwc(F.avg_pool2d(maps, 2, ceil_mode=True)).flatten(1, 2)
        attention = self.attn(attention).unflatten(-1, (self.heads, 9, 9)).transpose(1, 2)
        attention = (attention * head ** -0.5).softmax(-1)
        # One matrix for each place of the kernel: [9, N * patches, C] x [9, C, C].
        patches = F.unfold(maps, 3, padding=1, stride=2).view(-1, c, 9, (h + 1) // 2 * ((w + 1) // 2))
        patches = patches.permute(2, 0, 3, 1).flatten(1, 2)
        values = torch.bmm(patches, self.weight.weight.view(9, c, c).transpose(1, 2))
        values = values.view(9, n, -1, self.heads, head).permute(1, 3, 2, 0, 4)
        mixed = (attention @ values).permute(0, 1, 4, 3, 2).reshape(n, 9 * c, -1)
        return self.proj(to_nhwc(F.fold(mixed, (h, w), 3, padding=1, stride=2)))


class DilatedSum(nn.Module):
    """The sum of one depthwise 3x3 kernel's maps at three dilations."""

    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(dim, 1, 3, 3) / 3)

    def forward(self, x):
        # oneDNN's dilated kernels are wrong in channels last.
        x = x.contiguous()
        first, second, third = [F.silu(F.conv2d(x, self.weight, None, 1, d, d, x.shape[1])) for d in (1, 3, 5)]
        return first + second + third


class RecursiveAtrousAttention(nn.Module):
    def __init__(self, dim, heads, reduction):
        super().__init__()
        self.heads, self.reduction, self.scale = heads, reduction, (dim // heads) ** -0.5
        self.q = nn.Linear(dim, dim, bias=False)
        self.kv = nn.Linear(dim, 2 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)
        self.ds = DilatedSum(dim)
        if reduction > 1:
            self.sr = nn.Conv2d(dim, dim, reduction, reduction)
            self.norm = nn.LayerNorm(dim)

    def attend(self, x):
        n, h, w, c = x.shape
        q = self.ds(to_nchw(self.q(x))).view(-1, self.heads, c // self.heads, h * w).transpose(2, 3)
        small = self.norm(to_nhwc(self.sr(to_nchw(x)))) if self.reduction > 1 else x
        k, v = self.kv(small).flatten(1, 2).unflatten(-1, (2, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        attention = (q @ k.transpose(-2, -1) * self.scale).softmax(-1)
        return F.silu(self.proj((attention @ v).transpose(1, 2).reshape(-1, h, w, c)))

    def forward(self, x):
        y = self.attend(x)
        return self.attend(x + y)


class ConvMlp(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.fc1 = nn.Conv2d(dim, hidden, 1)
        self.depconv = nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden)
        self.fc2 = nn.Conv2d(hidden, dim, 1)

    def forward(self, x):
        x = to_nhwc(self.depconv(to_nchw(pointwise(self.fc1, x))))
        return pointwise(self.fc2, F.gelu(x))


class Residual(nn.Module):
    def __init__(self, dim, attention, mlp):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(dim), attention
        self.norm2, self.mlp = nn.LayerNorm(dim), mlp

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class ClassAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.q = nn.Linear(dim, dim, bias=False)
        self.kv = nn.Linear(dim, 2 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        q = self.q(x[:, :1]).unflatten(-1, (self.heads, -1)).transpose(1, 2) * self.scale
        k, v = self.kv(x).unflatten(-1, (2, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        return self.proj(((q @ k.transpose(-2, -1)).softmax(-1) @ v).transpose(1, 2).flatten(2))


class ClassBlock(Residual):
    """Changes the first token only."""

    def forward(self, x):
        token = x[:, :1] + self.attn(self.norm1(x))
        token = token + self.mlp(self.norm2(token))
        return torch.cat((token, x[:, 1:]), 1)


class Lvt(nn.Module):
    def __init__(self):
        super().__init__()
        dims, heads, reductions, ratios = (64, 64, 160, 256), (2, 2, 5, 8), (0, 4, 2, 1), (4, 8, 4, 4)
        self.cls_token = nn.Parameter(torch.randn(1, 1, 256) / 16)
        self.backbone = nn.Sequential()
        for i, (dim, ratio) in enumerate(zip(dims, ratios)):
            embedding = PatchEmbedding(3, dim, 7, 4) if i == 0 else PatchEmbedding(dims[i - 1], dim, 3, 2)
            blocks = [
                Residual(dim, ConvolutionalSelfAttention(dim, heads[i]), Mlp(dim, ratio * dim)) if i == 0 else
                Residual(dim, RecursiveAtrousAttention(dim, heads[i], reductions[i]), ConvMlp(dim, ratio * dim))
                for _ in range(2)]
            self.backbone.add_module(str(i), nn.Sequential(embedding, nn.Sequential(*blocks)))
        self.norm = nn.LayerNorm(256)
        self.head, self.aux_head = nn.Linear(256, 1000), nn.Linear(256, 1000)
        self.post_network = nn.Sequential(*[ClassBlock(256, ClassAttention(256, 8), Mlp(256, 1024)) for _ in range(2)])

    def forward(self, images):
        tokens = self.backbone(to_nhwc(images)).flatten(1, 2)
        tokens = torch.cat((self.cls_token.expand(tokens.shape[0], -1, -1), tokens), 1)
        tokens = self.norm(self.post_network(tokens))
        return self.head(tokens[:, 0]) + 0.5 * self.aux_head(tokens[:, 1:]).max(1)[0]


MODELS = {"faster_vit_0_224": FasterVit0, "lvt_cls": Lvt}


def build(name):
    """The network with weights of its own, ready for inference."""
    torch.manual_seed(0)
    model = MODELS[name]().eval()
    with torch.no_grad():
        # No position, no normalisation may be left at a value that hides a mistake.
        for key, value in model.state_dict().items():
            if key.endswith("running_var") or value.dim() == 1 and key.endswith(".weight"):
                value.uniform_(0.75, 1.25)
            elif key.endswith("running_mean") or value.dim() == 1 and key.endswith(".bias"):
                value.uniform_(-0.25, 0.25)
    return model


def freeze(model):
    """TorchScript without parameters, batch normalisation folded into the convolutions."""
    with torch.no_grad():
        for part in model.modules():
            if hasattr(part, "precompute"):
                part.precompute()
        # Two images, so that no size of one is taken for a constant.
        traced = torch.jit.trace(model, torch.randn(2, 3, 224, 224), check_trace=False)
        return torch.jit.freeze(traced.eval())


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        model = build(name)
        frozen = freeze(model)
        with torch.no_grad():
            for batch in (1, 3):
                images = torch.randn(batch, 3, 224, 224)
                torch.testing.assert_close(frozen(images), model(images), rtol=1e-4, atol=1e-4)
        torch.jit.save(frozen, str(folder / f"{name}.pt"))
        torch.save(model.state_dict(), str(folder / f"{name}.pth"))
        print(folder / f"{name}.pt")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
