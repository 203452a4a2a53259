#!/usr/bin/python3
"""Makes the image fixtures beside it, and what PIL (9.4 or newer) makes of them: Debian's python3-pil.

expected.json: per image the RGB pixels as PIL decodes them, and per resize or evaluation transform the result; pixels
are given by their size, the FNV-1a hash of all bytes, and a few samples [offset, value].
"""
import json, math, os, struct, zlib
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
W, H = 61, 47


def pixel(x, y):
    return ((x * 4 + y) % 256, (y * 5 + 3 * ((x // 7 + y // 5) % 2) * 40) % 256, (x * y // 3) % 256)


def rgb():
    image = Image.new("RGB", (W, H))
    image.putdata([pixel(x, y) for y in range(H) for x in range(W)])
    return image


def save(image, name, **options):
    image.save(os.path.join(here, name), **options)


def png16(name):
    """PIL writes no 16-bit RGB; the low byte is chosen so that both ways to drop it agree."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">3H", *(v * 257 for v in pixel(x, y))) for x in range(W)) for y in range(H))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(os.path.join(here, name), "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 16, 2, 0, 0, 0)) +
                chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def describe(image):
    data = image.convert("RGB").tobytes()
    h = 0xCBF29CE484222325
    for b in data:
        h = (h ^ b) * 0x100000001B3 % 2**64
    step = max(1, len(data) // 12)
    return {"width": image.width, "height": image.height, "hash": f"{h:016x}",
            "samples": [[i, data[i]] for i in range(0, len(data), step)]}


def evaluate(image, height, width, fraction, squash):
    """timm's evaluation transform up to ToTensor (torchvision 0.14, timm 0.9)."""
    sh, sw = math.floor(height / fraction), math.floor(width / fraction)
    w, h = image.size
    if squash:
        size = (sw, sh)
    elif sh == sw:
        short, long = min(w, h), max(w, h)
        other = int(sw * long / short)
        size = (sw, other) if w <= h else (other, sw)
    else:
        ratio = min(h / sh, w / sw)
        size = (round(w / ratio), round(h / ratio))
    image = image.resize(size, Image.BICUBIC)
    left, top = int(round((image.width - width) / 2.0)), int(round((image.height - height) / 2.0))
    return image.crop((left, top, left + width, top + height))


base = rgb()
save(base, "rgb.png", optimize=True)
save(base, "rgb.jpg", quality=85)
save(base, "progressive.jpg", quality=60, progressive=True, subsampling=0)
save(base.convert("L"), "grey.jpg", quality=85)
save(base.convert("CMYK"), "cmyk.jpg", quality=60)
save(base.convert("L"), "grey.png", optimize=True)
save(base.quantize(16), "palette.png", transparency=3, optimize=True)
alpha = base.copy()
alpha.putalpha(Image.linear_gradient("L").resize(base.size))
save(alpha, "alpha.png", optimize=True)
png16("deep.png")
exif = Image.Exif()
exif[0x0112] = 6
save(base, "rotated.jpg", quality=85, exif=exif)

names = ["rgb.png", "rgb.jpg", "progressive.jpg", "grey.jpg", "grey.png", "palette.png", "alpha.png", "rotated.jpg", "deep.png"]
opened = {n: Image.open(os.path.join(here, n)).convert("RGB") for n in names}
resizes = [(30, 20), (61, 20), (30, 47), (100, 90), (200, 10), (1, 1), (7, 300), (61, 47)]
transforms = [(32, 32, 0.875, False), (32, 32, 1.0, False), (32, 32, 0.95, True), (24, 40, 0.875, False), (40, 24, 0.9, False), (33, 33, 0.96, False)]
expected = {
    "decoded": {n: describe(i) for n, i in opened.items()},
    "resized": [dict(describe(base.resize(s, Image.BICUBIC)), size=s) for s in resizes],
    "transformed": [dict(describe(evaluate(base, *t)), target=list(t[:3]), squash=t[3]) for t in transforms],
}
with open(os.path.join(here, "expected.json"), "w") as f:
    f.write("{\n")
    f.write(",\n".join(f'"{k}": {json.dumps(v)}' for k, v in expected.items()))
    f.write("\n}\n")
