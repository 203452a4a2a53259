"""What PyTorch computes for the positions of DINO: positions.json.

Run with PyTorch 1.13 (Debian's python3-torch): python3 positions.py. Written from the paper of DETR (arXiv:2005.12872,
appendix A.4) and DINO's settings: no padding, 128 numbers for each axis, temperature 20 for both, normalised to 2 pi.
"""
import json
import math
import torch


def line(count, channels, temperature=20.0):
    """[count, channels]: sine and cosine in turn, of positions counted from 1."""
    ends = torch.ones(count).cumsum(0)
    angles = ends / (ends[-1] + 1e-6) * (2 * math.pi)
    exponents = torch.arange(0, channels, 2, dtype=torch.float32) / channels
    waves = angles[:, None] / (temperature ** exponents)[None, :]
    return torch.stack([waves.sin(), waves.cos()], dim=2).reshape(count, channels)


def positions(height, width, channels):
    rows = line(height, channels // 2)[:, None, :].expand(height, width, channels // 2)
    columns = line(width, channels // 2)[None, :, :].expand(height, width, channels // 2)
    return torch.cat([rows, columns], dim=2).permute(2, 0, 1).contiguous()


# All numbers of a small code, and samples [flat index, value] of those of DINO.
with open("positions.json", "w") as file:
    small = positions(3, 5, 32).flatten().tolist()
    file.write('{\n"32x3x5": [' + ", ".join(f"[{i}, {v:.7g}]" for i, v in enumerate(small)) + "]")
    for height, width in (16, 20), (8, 10), (4, 5), (2, 3), (1, 2):
        values = positions(height, width, 256).flatten().tolist()
        step = max(1, len(values) // 40)
        samples = [[i, float(f"{values[i]:.7g}")] for i in range(0, len(values), step | 1)]
        file.write(f',\n"256x{height}x{width}": {json.dumps(samples)}')
    file.write("\n}\n")
