class Block(nn.Module):
    """A part whose activations may be computed again in the backward pass instead of being kept."""

    grad_checkpointing = False

    def __call__(self, *inputs):
        if self.grad_checkpointing and self.training and torch.is_grad_enabled():
            return checkpoint(super().__call__, *inputs, use_reentrant=False)
        return super().__call__(*inputs)
