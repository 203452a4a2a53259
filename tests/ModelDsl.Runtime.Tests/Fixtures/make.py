#!/usr/bin/python3
"""Makes the image fixtures beside it, and expected.json: README.md describes them."""
import io, json, math, os, struct, zlib
from PIL import Image, ImageCms, ImageOps

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


def png16(name, colour, samples):
    """PIL writes no 16-bit PNG of several channels; samples(x, y) are 16-bit values."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", v) for x in range(W) for v in samples(x, y)) for y in range(H))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(os.path.join(here, name), "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 16, colour, 0, 0, 0)) +
                chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def bmp565(name):
    """A BMP of 16 bits a pixel, which PIL does not write."""
    rows = b""
    for y in reversed(range(H)):
        row = b"".join(struct.pack("<H", r >> 3 << 11 | g >> 2 << 5 | b >> 3) for r, g, b in (pixel(x, y) for x in range(W)))
        rows += row + b"\0" * (-len(row) % 4)
    start = 14 + 40 + 12
    with open(os.path.join(here, name), "wb") as f:
        f.write(struct.pack("<2sIHHI", b"BM", start + len(rows), 0, 0, start) +
                struct.pack("<IiiHHIIiiII", 40, W, H, 1, 16, 3, len(rows), 0, 0, 0, 0) + struct.pack("<3I", 0xF800, 0x7E0, 0x1F) + rows)


def content(name):
    with open(os.path.join(here, name), "rb") as f:
        return f.read()


def patched(name, offset, value):
    data = bytearray(content(name))
    data[offset] = value
    return bytes(data)


def odd_profile():
    """sRGB's colour profile with red and blue exchanged: who heeds it gets other colours."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile[:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + profile[36:]  # instead of the present time
    return profile.replace(b"rXYZ", b"-XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"-XYZ", b"bXYZ", 1)


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
alpha = base.copy()
alpha.putalpha(Image.linear_gradient("L").resize(base.size))
profile = odd_profile()

save(base, "rgb.png", optimize=True)
save(base.convert("L"), "grey.png", optimize=True)
save(base.convert("1"), "bilevel.png", optimize=True)
save(base.quantize(16), "palette.png", transparency=3, optimize=True)
save(alpha, "alpha.png", optimize=True)
save(alpha.convert("LA"), "grey-alpha.png", optimize=True)
save(base, "profile.png", icc_profile=profile, optimize=True)
png16("deep.png", 2, lambda x, y: [v * 257 for v in pixel(x, y)])  # the upper byte is the lower one: no way to drop one differs
png16("deep-grey.png", 0, lambda x, y: [(pixel(x, y)[0] << 8) + pixel(x, y)[1]])

save(base, "rgb.jpg", quality=85)
save(base, "progressive.jpg", quality=60, progressive=True, subsampling=0)
save(base.convert("L"), "grey.jpg", quality=85)
save(base, "profile.jpg", quality=85, icc_profile=profile)
save(base.convert("CMYK"), "cmyk.jpg", quality=60)
with open(os.path.join(here, "ycck.jpg"), "wb") as f:  # the same samples, now said to be YCCK in Adobe's segment
    f.write(patched("cmyk.jpg", content("cmyk.jpg").index(b"Adobe") + 11, 2))
exif = Image.Exif()
exif[0x0112] = 6
save(base, "rotated.jpg", quality=85, exif=exif)

save(base, "lossy.webp", quality=80)
save(alpha, "alpha.webp", lossless=True, exact=True)
save(base, "rotated.webp", quality=80, exif=exif)
save(base.quantize(64), "animation.gif", save_all=True, append_images=[base.rotate(180).quantize(64)], duration=100)
save(base.quantize(16), "transparent.gif", transparency=3)
save(base, "rgb.bmp")
save(base.quantize(16), "palette.bmp")
bmp565("565.bmp")

opened = {n: ImageOps.exif_transpose(Image.open(os.path.join(here, n))).convert("RGB")
          for n in sorted(os.listdir(here)) if n.endswith((".png", ".jpg", ".webp", ".gif", ".bmp"))}
# Where PIL is not the model.
opened["deep-grey.png"] = Image.merge("RGB", 3 * [base.getchannel(0)])
black = Image.new("RGB", base.size)
black.paste(opened["transparent.gif"], mask=Image.open(os.path.join(here, "transparent.gif")).convert("RGBA").getchannel("A"))
opened["transparent.gif"] = black

note = content("rotated.jpg").index(bytes([0x01, 0x12]) + bytes([0, 3, 0, 0, 0, 1])) + 9  # where the orientation stands
turned = [ImageOps.exif_transpose(Image.open(io.BytesIO(patched("rotated.jpg", note, o)))).convert("RGB") for o in range(1, 9)]
resizes = [(30, 20), (61, 20), (30, 47), (100, 90), (200, 10), (1, 1), (7, 300), (61, 47)]
transforms = [(32, 32, 0.875, False), (32, 32, 1.0, False), (32, 32, 0.95, True), (24, 40, 0.875, False), (40, 24, 0.9, False), (33, 33, 0.96, False)]
expected = {
    "decoded": {n: describe(i) for n, i in opened.items()},
    "turned": [dict(describe(i), orientation=[note, o]) for o, i in enumerate(turned, 1)],
    "resized": [dict(describe(base.resize(s, Image.BICUBIC)), size=s) for s in resizes],
    "transformed": [dict(describe(evaluate(base, *t)), target=list(t[:3]), squash=t[3]) for t in transforms],
}
with open(os.path.join(here, "expected.json"), "w") as f:
    f.write("{\n")
    f.write(",\n".join(f'"{k}": {json.dumps(v)}' for k, v in expected.items()))
    f.write("\n}\n")
