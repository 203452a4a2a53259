def attention(query, key, value, mask=None, causal=False, scale=None):
    """softmax(scale * query @ key^T + mask) @ value, in one kernel where PyTorch has it; scale is 1/sqrt(features)."""
    features = query.shape[-1]
    if scale is not None:
        query = query * (scale * math.sqrt(features))
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    logits = query @ key.transpose(-2, -1) / math.sqrt(features)
    if causal:
        mask = torch.ones(logits.shape[-2:], dtype=torch.bool, device=logits.device).tril()
    if mask is not None:
        logits = logits.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else logits + mask
    return logits.softmax(-1) @ value
