def initialize(layer, weight=None, bias=None):
    """Fills a layer's weight and bias with the given functions; what is not given starts as in PyTorch."""
    if weight is not None:
        weight(layer.weight)
    if bias is not None:
        bias(layer.bias)
    return layer
