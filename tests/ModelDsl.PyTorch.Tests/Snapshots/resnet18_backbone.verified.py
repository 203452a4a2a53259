"""resnet18_backbone: ResNet-18 backbone, four maps, any size; [N, 3, H, W] → [N, 64, ⌈H/4⌉, ⌈W/4⌉], [N, 128, ⌈H/8⌉,
⌈W/8⌉], [N, 256, ⌈H/16⌉, ⌈W/16⌉], [N, 512, ⌈H/32⌉, ⌈W/32⌉].

Architecture: arXiv:1512.03385. Licence of the published code and weights: BSD-3-Clause.

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


fan_out_normal = partial(nn.init.kaiming_normal_, mode="fan_out")


@dataclass(frozen=True)
class Config:
    """What can be set without changing the weights that blocks have."""

    pass


class BasicBlock(Block):
    """Residual pair of 3×3 convolutions.

    [N, dim, height, width] → the same shape
    """

    def __init__(self, dim):
        super().__init__()
        self.conv1 = initialize(nn.Conv2d(dim, dim, 3, padding=1, bias=False), fan_out_normal)
        self.bn1 = nn.BatchNorm2d(dim)
        self.conv2 = initialize(nn.Conv2d(dim, dim, 3, padding=1, bias=False), fan_out_normal)
        self.bn2 = initialize(nn.BatchNorm2d(dim), nn.init.zeros_)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(x + y)


class BasicBlockWithDownsample(Block):
    """Residual pair of 3×3 convolutions.

    [N, channels, height, width] → [N, dim, ⌈height/2⌉, ⌈width/2⌉]
    """

    def __init__(self, dim, channels):
        super().__init__()
        self.conv1 = initialize(nn.Conv2d(channels, dim, 3, stride=2, padding=1, bias=False), fan_out_normal)
        self.bn1 = nn.BatchNorm2d(dim)
        self.conv2 = initialize(nn.Conv2d(dim, dim, 3, padding=1, bias=False), fan_out_normal)
        self.bn2 = initialize(nn.BatchNorm2d(dim), nn.init.zeros_)
        self.downsample = nn.Sequential(
            initialize(nn.Conv2d(channels, dim, 1, stride=2, bias=False), fan_out_normal), nn.BatchNorm2d(dim)
        )

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(self.downsample(x) + y)


class ResNet18Backbone(nn.Module):
    """ResNet-18 backbone, four maps, any size.

    [N, 3, H, W] → stage1 [N, 64, ⌈H/4⌉, ⌈W/4⌉], stage2 [N, 128, ⌈H/8⌉, ⌈W/8⌉], stage3 [N, 256, ⌈H/16⌉, ⌈W/16⌉], stage4
    [N, 512, ⌈H/32⌉, ⌈W/32⌉]
    """

    def __init__(self, config=Config()):
        super().__init__()
        self.conv1 = initialize(nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), fan_out_normal)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = nn.ModuleList([BasicBlock(dim=64) for _ in range(2)])
        self.layer2 = nn.ModuleList([BasicBlockWithDownsample(dim=128, channels=64), BasicBlock(dim=128)])
        self.layer3 = nn.ModuleList([BasicBlockWithDownsample(dim=256, channels=128), BasicBlock(dim=256)])
        self.layer4 = nn.ModuleList([BasicBlockWithDownsample(dim=512, channels=256), BasicBlock(dim=512)])

    def forward(self, image):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(image))), 3, 2, padding=1)
        for basic_block in self.layer1:
            x = basic_block(x)
        stage2 = self.layer2[1](self.layer2[0](x))
        stage3 = self.layer3[1](self.layer3[0](stage2))
        return {"stage1": x, "stage2": stage2, "stage3": stage3, "stage4": self.layer4[1](self.layer4[0](stage3))}

    # What FullyShardedDataParallel wraps by itself: auto_wrap_policy=ModuleWrapPolicy(model.fsdp_units).
    fsdp_units = (BasicBlock, BasicBlockWithDownsample)

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
        blocks = r"^layer(\d+)" if coarse else r"^layer(\d+)\.(\d+)"
        return dict(stem=r"^(conv1|bn1)", blocks=[(blocks, None)])


default_cfgs = {
    "resnet18_backbone": {
        "url": "",
        "input_size": (3, 224, 224),
        "fixed_input_size": False,
        "first_conv": "conv1",
        "classifier": None,
    },
}


@register_model
def resnet18_backbone(pretrained=False, **kwargs):
    """ResNet-18 backbone, four maps, any size; takes the fields of Config, and lets timm's other arguments be."""
    if pretrained:
        raise ValueError("no weights come with resnet18_backbone; load a checkpoint with load_state_dict")
    if kwargs.get("in_chans") not in (None, 3):
        raise ValueError("resnet18_backbone takes images of 3 channels; export a variant with another number")
    fields = {
        name: value for name, value in kwargs.items() if name in Config.__dataclass_fields__ and value is not None
    }
    model = ResNet18Backbone(Config(**fields))
    model.default_cfg = default_cfgs["resnet18_backbone"]
    return model
