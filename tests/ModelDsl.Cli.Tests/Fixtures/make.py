"""Makes tiny_classifier.pt (TorchScript) and tiny_classifier.pth (its weights) for the tests of `bench --peer-torchscript`.

Run in this folder with Debian's python3-torch, 1.13.
"""

import torch
from torch import nn


class TinyClassifier(nn.Module):
    """TinyModels.Network."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 4, 4)
        self.head = nn.Linear(4, 10)

    def forward(self, x):
        return self.head(self.stem(x).relu().mean((2, 3)))


torch.manual_seed(0)
model = TinyClassifier().eval()
torch.jit.save(torch.jit.freeze(torch.jit.trace(model, torch.zeros(2, 3, 16, 16))), "tiny_classifier.pt")
torch.save(model.state_dict(), "tiny_classifier.pth")
