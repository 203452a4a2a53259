"""faster_vit_fashion: FasterViT for Fashion-MNIST, 64×64 grey; [N, 1, 64, 64] → [N, 10].

Architecture: arXiv:2306.06189.

Written by modeldsl export. The keys of the state_dict are those of the C# module, whose Weights.Load reads checkpoints
of this one. For batch norms over all processes: torch.nn.SyncBatchNorm.convert_sync_batchnorm(model).
"""

from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

try:
    from timm.models import register_model
except ImportError:

    def register_model(entry_point):
        """timm is not installed: nothing lists the model."""
        return entry_point


def initialize(layer, weight=None, bias=None):
    """Fills a layer's weight and bias with the given functions; what is not given starts as in PyTorch."""
    if weight is not None:
        weight(layer.weight)
    if bias is not None:
        bias(layer.bias)
    return layer


class Block(nn.Module):
    """A part whose activations may be computed again in the backward pass instead of being kept."""

    grad_checkpointing = False

    def __call__(self, *inputs):
        if self.grad_checkpointing and self.training and torch.is_grad_enabled():
            return checkpoint(super().__call__, *inputs, use_reentrant=False)
        return super().__call__(*inputs)


trunc_normal = partial(nn.init.trunc_normal_, std=0.02)


@dataclass(frozen=True)
class Config:
    """What can be set without changing the weights that blocks have."""

    num_classes: int = 10  # 0 leaves out the last layer


class Stem(nn.Module):
    """Two convolutions of stride 2, [N, C, H, W] → [N, Dim, H/4, W/4]."""

    def __init__(self):
        super().__init__()
        self.conv_down = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(16, eps=0.0001),
            nn.ReLU(),
            nn.Conv2d(16, 24, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(24, eps=0.0001),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.conv_down(x)


class ConvBlock(Block):
    """Residual pair of dense 3×3 convolutions.

    [N, channels, height, height] → the same shape
    """

    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = self.norm2(self.conv2(F.gelu(self.norm1(self.conv1(x)))))
        return x + y


class Downsample(nn.Module):
    """Half the size and twice the channels, [N, C, H, W] → [N, 2C, H/2, W/2]."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(channels, eps=1e-06)
        self.reduction = nn.Sequential(nn.Conv2d(channels, channels * 2, 3, stride=2, padding=1, bias=False))

    def forward(self, x):
        return self.reduction(self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))


class LevelOfConvBlock(nn.Module):
    """A stage of residual convolution blocks, then half the size and twice the channels.

    [N, channels, height, height] → [N, 2·channels, height/2, height/2]
    """

    def __init__(self, channels):
        super().__init__()
        self.blocks = nn.ModuleList([ConvBlock(channels=channels) for _ in range(1)])
        self.downsample = Downsample(channels=channels)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.downsample(x)


class AbsolutePosition(nn.Module):
    """Adds an embedding of each token's row and column in a square, [b, rows·columns, C] → the same shape."""

    def __init__(self, channels):
        super().__init__()
        self.cpb_mlp = nn.Sequential(
            initialize(nn.Linear(2, 512), trunc_normal, nn.init.zeros_),
            nn.ReLU(),
            initialize(nn.Linear(512, channels, bias=False), trunc_normal),
        )
        self.register_buffer("relative_bias", torch.zeros(1, 4, channels))

    def forward(self, x):
        return x + self.compute_relative_bias()

    def compute_relative_bias(self):
        """Follows from weights, so gradients flow through it."""
        device, dtype = self.cpb_mlp[0].weight.device, self.cpb_mlp[0].weight.dtype
        line = (torch.arange(2, device=device, dtype=dtype) - 1) / 1
        row = line.reshape(2, 1).expand(2, 2)  # h -> h w
        column = line.reshape(1, 2).expand(2, 2)  # w -> h w
        x = torch.cat([row.reshape(2, 2, 1), column.reshape(2, 2, 1)], 2).reshape(1, 4, 2)  # h w k -> 1 (h w) k
        return self.cpb_mlp(x)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        with torch.no_grad():
            self.relative_bias.copy_(self.compute_relative_bias())
        super()._save_to_state_dict(destination, prefix, keep_vars)


class RelativePositionWithPad(nn.Module):
    """Adds a bias for each pair of relative positions, [b, heads, n, n] → the same shape; n − window² leading tokens
    get none.
    """

    def __init__(self):
        super().__init__()
        self.register_buffer("relative_coords_table", self.compute_relative_coords_table().contiguous())
        self.register_buffer("relative_position_index", self.compute_relative_position_index())
        self.cpb_mlp = nn.Sequential(
            initialize(nn.Linear(2, 512), trunc_normal, nn.init.zeros_),
            nn.ReLU(),
            initialize(nn.Linear(512, 4, bias=False), trunc_normal),
        )
        self.register_buffer("relative_bias", torch.zeros(1, 4, 5, 5))

    def forward(self, logits):
        return logits + self.compute_relative_bias()

    def compute_relative_coords_table(self, device=None):
        """Follows from sizes only."""
        offsets = torch.arange(-1, 2, device=device, dtype=torch.float32)
        row_offsets = offsets.reshape(3, 1).expand(3, 3)  # h -> h w
        column_offsets = offsets.reshape(1, 3).expand(3, 3)  # w -> h w
        x = torch.cat([row_offsets.reshape(3, 3, 1), column_offsets.reshape(3, 3, 1)], 2)
        scaled = x / 1 * 8
        x = scaled.sign() * (scaled.abs() + 1).log2() / 3
        return x.reshape(1, 3, 3, 2)

    def compute_relative_position_index(self, device=None):
        """Follows from sizes only."""
        line = torch.arange(2, device=device, dtype=torch.float32)
        row = line.reshape(2, 1).expand(2, 2)  # h -> h w
        column = line.reshape(1, 2).expand(2, 2)  # w -> h w
        x = (row.reshape(4, 1) - row.reshape(1, 4) + 1) * 3 + (column.reshape(4, 1) - column.reshape(1, 4) + 1)
        return x.long()

    def compute_relative_bias(self):
        """Follows from weights, so gradients flow through it."""
        x = self.cpb_mlp(self.relative_coords_table).reshape(9, 4)[self.relative_position_index.reshape(16)]
        bias = x.reshape(4, 4, 4).permute(2, 0, 1).reshape(1, 4, 4, 4).sigmoid() * 16
        return F.pad(bias, (1, 0, 1, 0))

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        with torch.no_grad():
            self.relative_bias.copy_(self.compute_relative_bias())
        super()._save_to_state_dict(destination, prefix, keep_vars)


class WindowAttentionOfRelativePositionWithPad(nn.Module):
    """Attention among the tokens of each window, [windows, tokens, C] → the same shape."""

    def __init__(self):
        super().__init__()
        self.qkv = initialize(nn.Linear(96, 288), trunc_normal, nn.init.zeros_)
        self.proj = initialize(nn.Linear(96, 96), trunc_normal, nn.init.zeros_)
        self.pos_emb_funct = RelativePositionWithPad()

    def forward(self, x):
        qkv = self.qkv(x).reshape(-1, 5, 3, 4, 24).permute(2, 0, 3, 1, 4)  # b n (k h d) -> k b h n d
        q = qkv[0]
        k = qkv[1]
        v = qkv[2]
        logits = q @ k.transpose(2, 3) * 0.2041241452319315
        x = (self.pos_emb_funct(logits).softmax(3) @ v).transpose(1, 2).reshape(-1, 5, 96)  # b h n d -> b n (h d)
        return self.proj(x)


class Mlp(nn.Module):
    """Linear, GELU, linear.

    [batch, tokens, channels] → the same shape
    """

    def __init__(self, channels):
        super().__init__()
        self.fc1 = initialize(nn.Linear(channels, channels * 4), trunc_normal, nn.init.zeros_)
        self.fc2 = initialize(nn.Linear(channels * 4, channels), trunc_normal, nn.init.zeros_)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class RelativePosition(nn.Module):
    """Adds a bias for each pair of relative positions, [b, heads, n, n] → the same shape; n − window² leading tokens
    get none.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.register_buffer("relative_coords_table", self.compute_relative_coords_table().contiguous())
        self.register_buffer("relative_position_index", self.compute_relative_position_index())
        self.cpb_mlp = nn.Sequential(
            initialize(nn.Linear(2, 512), trunc_normal, nn.init.zeros_),
            nn.ReLU(),
            initialize(nn.Linear(512, channels, bias=False), trunc_normal),
        )
        self.register_buffer("relative_bias", torch.zeros(1, channels, 4, 4))

    def forward(self, logits):
        return logits + self.compute_relative_bias()

    def compute_relative_coords_table(self, device=None):
        """Follows from sizes only."""
        offsets = torch.arange(-1, 2, device=device, dtype=torch.float32)
        row_offsets = offsets.reshape(3, 1).expand(3, 3)  # h -> h w
        column_offsets = offsets.reshape(1, 3).expand(3, 3)  # w -> h w
        x = torch.cat([row_offsets.reshape(3, 3, 1), column_offsets.reshape(3, 3, 1)], 2)
        scaled = x / 1 * 8
        x = scaled.sign() * (scaled.abs() + 1).log2() / 3
        return x.reshape(1, 3, 3, 2)

    def compute_relative_position_index(self, device=None):
        """Follows from sizes only."""
        line = torch.arange(2, device=device, dtype=torch.float32)
        row = line.reshape(2, 1).expand(2, 2)  # h -> h w
        column = line.reshape(1, 2).expand(2, 2)  # w -> h w
        x = (row.reshape(4, 1) - row.reshape(1, 4) + 1) * 3 + (column.reshape(4, 1) - column.reshape(1, 4) + 1)
        return x.long()

    def compute_relative_bias(self):
        """Follows from weights, so gradients flow through it."""
        x = self.cpb_mlp(self.relative_coords_table).reshape(9, self.channels)[self.relative_position_index.reshape(16)]
        x = x.reshape(4, 4, self.channels).permute(2, 0, 1).reshape(1, self.channels, 4, 4)  # (i j) k -> 1 k i j
        return x.sigmoid() * 16

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        with torch.no_grad():
            self.relative_bias.copy_(self.compute_relative_bias())
        super()._save_to_state_dict(destination, prefix, keep_vars)


class WindowAttention(nn.Module):
    """Attention among the tokens of each window, [windows, tokens, C] → the same shape."""

    def __init__(self, heads, channels):
        super().__init__()
        self.heads = heads
        self.channels = channels
        self.qkv = initialize(nn.Linear(channels, channels * 3), trunc_normal, nn.init.zeros_)
        self.proj = initialize(nn.Linear(channels, channels), trunc_normal, nn.init.zeros_)
        self.pos_emb_funct = RelativePosition(channels=heads)

    def forward(self, x):
        qkv = self.qkv(x).reshape(-1, 4, 3, self.heads, 24).permute(2, 0, 3, 1, 4)  # b n (k h d) -> k b h n d
        q = qkv[0]
        k = qkv[1]
        v = qkv[2]
        logits = q @ k.transpose(2, 3) * 0.2041241452319315
        x = (self.pos_emb_funct(logits).softmax(3) @ v).transpose(1, 2).reshape(-1, 4, self.channels)
        return self.proj(x)


class HatBlockWithCarriers(Block):
    """Attention within windows (and among carrier tokens), then an MLP; windows [N·rows·columns, window², C], carriers
    [N, tokens, C].

    [4N, 4, 96], [N, 4, 96] → Windows [4N, 4, 96], Carriers [N, 4, 96]
    """

    def __init__(self):
        super().__init__()
        self.pos_embed = AbsolutePosition(channels=96)
        self.norm1 = nn.LayerNorm(96)
        self.attn = WindowAttentionOfRelativePositionWithPad()
        self.norm2 = nn.LayerNorm(96)
        self.mlp = Mlp(channels=96)
        self.hat_norm1 = nn.LayerNorm(96)
        self.hat_norm2 = nn.LayerNorm(96)
        self.hat_attn = WindowAttention(heads=4, channels=96)
        self.hat_mlp = Mlp(channels=96)
        self.hat_pos_embed = AbsolutePosition(channels=96)

    def forward(self, x, carriers):
        ct = carriers.reshape(-1, 2, 2, 1, 1, 96).transpose(2, 3).reshape(-1, 4, 96)  # b (h w p q) c -> b (h p w q) c
        ct = self.hat_pos_embed(ct)
        normalised = self.hat_norm1(ct)
        ct = ct + self.hat_attn(normalised)
        ct = ct + self.hat_mlp(self.hat_norm2(ct))
        x = torch.cat([ct.reshape(-1, 2, 1, 2, 1, 96).transpose(2, 3).reshape(-1, 1, 96), self.pos_embed(x)], 1)
        x = x + self.attn(self.norm1(x))
        x = x + self.mlp(self.norm2(x))
        tokens = x[:, :1]
        return x[:, 1:5], tokens.reshape(-1, 4, 96)


class CarrierTokens(nn.Module):
    """Carrier tokens from the map: a depthwise convolution, then overlapping means, window by window, [N, C, H, W] →
    [N, tokens, C].
    """

    def __init__(self):
        super().__init__()
        self.pos_embed = nn.Conv2d(96, 96, 3, padding=1, groups=96)
        self.to_global_feature = nn.ModuleDict()
        self.to_global_feature.pos = self.pos_embed

    def forward(self, x):
        x = (
            F.avg_pool2d(self.pos_embed(x), 2, 2)
            .reshape(-1, 96, 2, 1, 2, 1)
            .permute(0, 2, 4, 3, 5, 1)
            .reshape(-1, 4, 96)
        )
        return x


class LevelWithDownsample(nn.Module):
    """Attends; all but the last stage then halve the size.

    [N, 96, 4, 4] → [N, 192, 2, 2]
    """

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([HatBlockWithCarriers() for _ in range(2)])
        self.downsample = Downsample(channels=96)
        self.global_tokenizer = CarrierTokens()

    def forward(self, x):
        x2 = x.reshape(-1, 96, 2, 2, 2, 2).permute(0, 2, 4, 3, 5, 1).reshape(-1, 4, 96)
        carriers = self.global_tokenizer(x)
        for block in self.blocks:
            x2, carriers = block(x2, carriers)
        x = x2.reshape(-1, 2, 2, 2, 2, 96).permute(0, 5, 1, 3, 2, 4).reshape(-1, 96, 4, 4)
        return self.downsample(x)


class HatBlock(Block):
    """Attention within windows (and among carrier tokens), then an MLP; windows [N·rows·columns, window², C], carriers
    [N, tokens, C].

    [N, 4, 192] → the same shape
    """

    def __init__(self):
        super().__init__()
        self.pos_embed = AbsolutePosition(channels=192)
        self.norm1 = nn.LayerNorm(192)
        self.attn = WindowAttention(heads=8, channels=192)
        self.norm2 = nn.LayerNorm(192)
        self.mlp = Mlp(channels=192)

    def forward(self, x):
        x = self.pos_embed(x)
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Level(nn.Module):
    """Attends; all but the last stage then halve the size.

    [N, 192, 2, 2] → the same shape
    """

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([HatBlock() for _ in range(1)])

    def forward(self, x):
        x = x.reshape(-1, 192, 1, 2, 1, 2).permute(0, 2, 4, 3, 5, 1).reshape(-1, 4, 192)
        for block in self.blocks:
            x = block(x)
        return x.reshape(-1, 1, 1, 2, 2, 192).permute(0, 5, 1, 3, 2, 4).reshape(-1, 192, 2, 2)


class FasterVitFashion(nn.Module):
    """FasterViT for Fashion-MNIST, 64×64 grey.

    [N, 1, 64, 64] → [N, 10]
    """

    def __init__(self, config=Config()):
        super().__init__()
        self.num_classes = config.num_classes
        self.patch_embed = Stem()
        self.levels = nn.ModuleList(
            [LevelOfConvBlock(channels=24), LevelOfConvBlock(channels=48), LevelWithDownsample(), Level()]
        )
        self.norm = nn.BatchNorm2d(192)
        self.head = self.new_head(config.num_classes)

    def forward(self, image):
        x = self.levels[3](self.levels[2](self.levels[1](self.levels[0](self.patch_embed(image)))))
        x = self.norm(x)
        x = F.adaptive_avg_pool2d(x, 1).reshape(-1, 192)  # b c 1 1 -> b c
        return self.head(x)

    # What FullyShardedDataParallel wraps by itself: auto_wrap_policy=ModuleWrapPolicy(model.fsdp_units).
    fsdp_units = (ConvBlock, HatBlockWithCarriers, HatBlock)

    def new_head(self, num_classes):
        """The last layer for a number of classes; 0 for the features themselves."""
        if num_classes == 0:
            return nn.Identity()
        return initialize(nn.Linear(192, num_classes), trunc_normal, nn.init.zeros_)

    def get_classifier(self):
        return self.head

    def reset_classifier(self, num_classes, global_pool=None):
        self.num_classes = num_classes
        self.head = self.new_head(num_classes)

    def set_grad_checkpointing(self, enable=True):
        """Computes the activations of blocks again in the backward pass, which saves memory and takes time."""
        for module in self.modules():
            if isinstance(module, self.fsdp_units):
                module.grad_checkpointing = enable

    @torch.jit.ignore
    def no_weight_decay(self):
        """Parameters, beside those of one axis, that weight decay leaves alone."""
        return set()

    @torch.jit.ignore
    def group_matcher(self, coarse=False):
        """Which layers timm's layer decay puts together."""
        blocks = r"^levels\.(\d+)" if coarse else r"^levels\.(\d+)\.blocks\.(\d+)"
        return dict(
            stem=r"^(patch_embed)", blocks=[(blocks, None), (r"^levels\.(\d+)", (0,)), (r"^(norm|head)", (99999,))]
        )


default_cfgs = {
    "faster_vit_fashion": {
        "url": "",
        "num_classes": 10,
        "input_size": (1, 64, 64),
        "fixed_input_size": True,
        "interpolation": "bicubic",
        "crop_pct": 1.0,
        "crop_mode": "squash",
        "mean": (0.286,),
        "std": (0.353,),
        "first_conv": "patch_embed.conv_down.0",
        "classifier": "head",
    },
}


@register_model
def faster_vit_fashion(pretrained=False, **kwargs):
    """FasterViT for Fashion-MNIST, 64×64 grey; takes the fields of Config, and lets timm's other arguments be."""
    if pretrained:
        raise ValueError("no weights come with faster_vit_fashion; load a checkpoint with load_state_dict")
    if kwargs.get("in_chans") not in (None, 1):
        raise ValueError("faster_vit_fashion takes images of 1 channels; export a variant with another number")
    fields = {
        name: value for name, value in kwargs.items() if name in Config.__dataclass_fields__ and value is not None
    }
    model = FasterVitFashion(Config(**fields))
    model.default_cfg = default_cfgs["faster_vit_fashion"]
    return model
