def rms_norm(x, weight, eps):
    """x over the root of its mean square along the last axis, times a weight."""
    return x * (x.pow(2).mean(-1, keepdim=True) + eps).rsqrt() * weight


class RmsNorm(nn.Module):
    """A norm of the last axis without mean and bias."""

    def __init__(self, features, eps):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))

    def forward(self, x):
        return rms_norm(x, self.weight, self.eps)
