class DropPath(nn.Module):
    """Stochastic depth: in training, sets whole samples to zero at a rate and scales the rest."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if self.rate == 0 or not self.training:
            return x
        keep = 1 - self.rate
        return x * x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep) / keep

    def extra_repr(self):
        return f"{self.rate:.3f}"
