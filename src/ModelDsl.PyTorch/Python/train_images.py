class ImageFolder(Dataset):
    """Images in a folder for each class, as tensors [C, H, W]."""

    def __init__(self, root, config, args=None):
        """`args` says how images are varied; without it they are as the model is evaluated with."""
        self.root = Path(root)
        self.classes = sorted(d.name for d in self.root.iterdir() if d.is_dir() and not d.name.startswith("."))
        self.files = [
            (path, index)
            for index, name in enumerate(self.classes)
            for path in sorted((self.root / name).rglob("*"))
            if path.suffix.lower() in IMAGES and not path.name.startswith(".")
        ]
        if not self.files:
            raise SystemExit(f"{root}: there are no images in folders of classes")
        self.channels, self.height, self.width = config["input_size"]
        self.mean = torch.tensor(config.get("mean", (0.485, 0.456, 0.406))).view(-1, 1, 1)
        self.std = torch.tensor(config.get("std", (0.229, 0.224, 0.225))).view(-1, 1, 1)
        self.crop, self.mode = config.get("crop_pct", 0.875), config.get("crop_mode", "center")
        self.args = args

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        with Image.open(path) as file:
            image = ImageOps.exif_transpose(file).convert("L" if self.channels == 1 else "RGB")
        image = self.varied(image) if self.args else self.centred(image)
        values = torch.from_numpy(np.array(image, dtype=np.float32)).div_(255)
        values = values.view(self.height, self.width, self.channels).permute(2, 0, 1)
        values = (values - self.mean) / self.std
        if self.args and random.random() < self.args.erasing:
            erase(values)
        return values, label

    def varied(self, image):
        """A random part of the image, mirrored at random, after random operations."""
        box = self.random_box(image) if self.args.crop_scale < 1 else None
        image = image.resize((self.width, self.height), Image.BICUBIC, box) if box else self.centred(image)
        if random.random() < self.args.flip:
            image = ImageOps.mirror(image)
        if self.args.rand_augment is None:
            return image
        mean = [max(0, min(255, round(255 * m))) for m in self.mean.flatten().tolist()]
        return rand_augment(image, self.args.rand_augment / 30, mean[0] if self.channels == 1 else tuple(mean))

    def random_box(self, image):
        """A rectangle of random area, aspect and place; None where none is found that lies within the image."""
        for _ in range(10):
            area = image.width * image.height * random.uniform(self.args.crop_scale, 1)
            ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
            width, height = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < width <= image.width and 0 < height <= image.height:
                left, top = random.randint(0, image.width - width), random.randint(0, image.height - height)
                return left, top, left + width, top + height
        return None

    def centred(self, image):
        """The middle of the image as the model is evaluated with."""
        if self.mode == "squash":
            width, height = image.width * self.crop, image.height * self.crop
        else:
            scale = max(self.width / self.crop / image.width, self.height / self.crop / image.height)
            width, height = self.width / scale, self.height / scale
        left, top = (image.width - width) / 2, (image.height - height) / 2
        return image.resize((self.width, self.height), Image.BICUBIC, (left, top, left + width, top + height))


def seed_worker(_):
    random.seed(torch.initial_seed() % 2**32)


def moved(image, fill, a, b, c, d, right=0, down=0):
    """Each pixel from where a linear map around the middle takes it."""
    x, y = image.width / 2, image.height / 2
    matrix = (a, b, x - a * (x + right) - b * (y + down), c, d, y - c * (x + right) - d * (y + down))
    return image.transform(image.size, Image.AFFINE, matrix, Image.NEAREST, fillcolor=fill)


# RandAugment (arXiv:1909.13719) with the operations and ranges of torchvision: what the greatest strength stands for,
# whether it is negated in half of the cases, and the operation.
OPERATIONS = [
    (0, False, lambda image, by, fill: image),
    (0.3, True, lambda image, by, fill: moved(image, fill, 1, by, 0, 1)),
    (0.3, True, lambda image, by, fill: moved(image, fill, 1, 0, by, 1)),
    (150 / 331, True, lambda image, by, fill: moved(image, fill, 1, 0, 0, 1, right=int(by * image.width))),
    (150 / 331, True, lambda image, by, fill: moved(image, fill, 1, 0, 0, 1, down=int(by * image.height))),
    (math.pi / 6, True, lambda image, by, fill: moved(image, fill, cos(by), sin(by), -sin(by), cos(by))),
    (0.9, True, lambda image, by, fill: ImageEnhance.Brightness(image).enhance(1 + by)),
    (0.9, True, lambda image, by, fill: ImageEnhance.Color(image).enhance(1 + by)),
    (0.9, True, lambda image, by, fill: ImageEnhance.Contrast(image).enhance(1 + by)),
    (0.9, True, lambda image, by, fill: ImageEnhance.Sharpness(image).enhance(1 + by)),
    (4, False, lambda image, by, fill: ImageOps.posterize(image, 8 - round(by))),
    (255, False, lambda image, by, fill: ImageOps.solarize(image, 255 - by)),
    (0, False, lambda image, by, fill: ImageOps.autocontrast(image)),
    (0, False, lambda image, by, fill: ImageOps.equalize(image)),
]


def rand_augment(image, strength, fill):
    """The image after two random operations, of a strength from 0 to 1; `fill` is the colour of what moves in."""
    for _ in range(2):
        most, signed, operation = random.choice(OPERATIONS)
        by = most * strength
        image = operation(image, -by if signed and random.random() < 0.5 else by, fill)
    return image


def erase(values):
    """Random erasing (arXiv:1708.04896): a rectangle becomes noise; none where none is found within the image."""
    channels, height, width = values.shape
    for _ in range(10):
        area = height * width * random.uniform(0.02, 1 / 3)
        ratio = math.exp(random.uniform(-math.log(10 / 3), math.log(10 / 3)))
        h, w = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < h < height and 0 < w < width:
            top, left = random.randint(0, height - h), random.randint(0, width - w)
            values[:, top : top + h, left : left + w] = torch.randn(channels, h, w)
            return


def mixed(images, args):
    """
    Images mixed with those of the batch in reverse order, and how much of each is its own: mixup (arXiv:1710.09412) or
    CutMix (arXiv:1905.04899), each in half of the steps where both are on.
    """
    if not args.mixup and not args.cutmix:
        return images, 1.0
    cuts = not args.mixup or (args.cutmix and random.random() < 0.5)
    alpha = args.cutmix if cuts else args.mixup
    share, others = random.betavariate(alpha, alpha), images.flip(0)
    if not cuts:
        return images * share + others * (1 - share), share
    height, width = images.shape[2:]
    row, column, side = random.randrange(height), random.randrange(width), math.sqrt(1 - share)
    half_height, half_width = int(height * side) // 2, int(width * side) // 2
    top, bottom = max(row - half_height, 0), min(row + half_height, height)
    left, right = max(column - half_width, 0), min(column + half_width, width)
    images = images.clone()
    images[:, :, top:bottom, left:right] = others[:, :, top:bottom, left:right]
    return images, 1 - (bottom - top) * (right - left) / (height * width)
