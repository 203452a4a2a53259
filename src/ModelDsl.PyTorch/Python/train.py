class Average:
    """A moving average of weights and statistics."""

    def __init__(self, model, decay):
        self.decay = decay
        self.state = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model, step):
        # The first steps weigh more, so that the start is soon forgotten.
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in model.state_dict().items():
            kept = self.state[name]
            if value.is_floating_point():
                kept.lerp_(value, 1 - decay)
            else:
                kept.copy_(value)


def load_module(path):
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_weights(path):
    """The weights of a checkpoint, whatever is around them."""
    state = torch.load(path, map_location="cpu")
    for key in ("state_dict_ema", "state_dict", "model"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    return {name.removeprefix("module.").removeprefix("_orig_mod."): value for name, value in state.items()}


def learning_rate(args, share):
    """Grows linearly through the warm-up, then falls along a cosine to zero; share of the training that is done."""
    warmup = args.warmup / args.epochs
    if share < warmup:
        return args.lr * share / warmup
    return args.lr * 0.5 * (1 + math.cos(math.pi * (share - warmup) / (1 - warmup)))


def layer_of(key):
    """The block that a parameter is in, `levels.2.blocks.0`: names are followed as long as a number is behind them."""
    names, length = key.split("."), 0
    for i, name in enumerate(names):
        if name.isdigit():
            # Not to the single layers of a block: blocks.0.mlp.2.
            length = i + 1 if length == 0 or i + 2 < len(names) else length
        elif i + 1 == len(names) or not names[i + 1].isdigit():
            break
    return ".".join(names[:length])


def layer_rates(keys, decay):
    """Shares of the learning rate, falling from the last layer to the first: blocks, and what is around them."""
    layers = [layer_of(key) for key in keys]
    order = {name: number for number, name in enumerate(dict.fromkeys(filter(None, layers)), 1)}
    last = len(order) + 1 if order else 0
    end = max((i for i, name in enumerate(layers) if name), default=-1)
    rates, layer = {}, 0
    for i, key in enumerate(keys):
        layer = order.get(layers[i], layer)
        rates[key] = decay ** (last - (last if 0 <= end < i else layer))
    return rates


def optimizer_of(model, args):
    skipped = model.no_weight_decay() if hasattr(model, "no_weight_decay") else set()
    parameters, groups = dict(model.named_parameters()), {}
    rates = layer_rates(list(parameters), args.layer_decay)
    for name, parameter in parameters.items():
        decay = 0.0 if parameter.ndim <= 1 or name in skipped else args.weight_decay
        group = {"params": [], "weight_decay": decay, "rate": rates[name]}
        groups.setdefault((decay, rates[name]), group)["params"].append(parameter)
    groups = list(groups.values())
    if args.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=args.lr, momentum=args.momentum)
    return torch.optim.AdamW(groups, lr=args.lr)


@torch.no_grad()
def evaluate(model, loader, device):
    """Top-1 accuracy over the images of all processes."""
    model.eval()
    right = torch.zeros(2, device=device, dtype=torch.float64)
    for images, labels in loader:
        logits = model(images.to(device, non_blocking=True))
        right[0] += (logits.argmax(1) == labels.to(device)).sum()
        right[1] += len(labels)
    if dist.is_initialized():
        dist.all_reduce(right)
    return (right[0] / right[1]).item()


def save(value, path):
    """A file that is there as a whole or not at all."""
    torch.save(value, f"{path}.part")
    os.replace(f"{path}.part", path)


def main():
    args = arguments()
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    local = int(os.environ.get("LOCAL_RANK", rank))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    out = Path(args.out)
    resumed = torch.load(out / "checkpoint.pt", map_location="cpu") if args.resume else None
    if resumed:
        kept = {"resume": True, "out": args.out, "data": args.data, "model": args.model, "workers": args.workers}
        args = argparse.Namespace(**{**resumed["args"], **kept})
    elif (out / "checkpoint.pt").exists():
        raise SystemExit(f"{out} has a checkpoint: continue it with --resume, or name another folder with --out")
    out.mkdir(parents=True, exist_ok=True)
    random.seed(args.seed + rank)
    # All processes begin with the same weights; DistributedDataParallel sends those of the first one besides.
    torch.manual_seed(args.seed)

    share = args.batch // world
    if share * world != args.batch or share % args.accumulate:
        raise SystemExit(f"--batch {args.batch} is not divided by {world} processes and {args.accumulate} parts")
    module = load_module(args.model)
    (name, config), = module.default_cfgs.items()
    train = ImageFolder(Path(args.data) / "train", config, args)
    val = ImageFolder(Path(args.data) / "val", config)
    if train.classes != val.classes:
        raise SystemExit("train and val have folders of other classes")
    options = {"num_classes": len(train.classes), "drop_path_rate": args.drop_path}
    model = getattr(module, name)(**options)
    if args.weights:
        model.load_state_dict(read_weights(args.weights))
    if args.checkpointing:
        model.set_grad_checkpointing()
    if args.sync_bn:
        model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    model.to(device)
    optimizer = optimizer_of(model, args)
    average = Average(model, args.ema) if args.ema else None
    scaler = torch.cuda.amp.GradScaler(enabled=cuda and args.amp == "float16")
    first, best = 0, 0.0
    if resumed:
        model.load_state_dict(resumed["state_dict"])
        optimizer.load_state_dict(resumed["optimizer"])
        scaler.load_state_dict(resumed["scaler"])
        if average:
            average.state = {key: value.to(device) for key, value in resumed["state_dict_ema"].items()}
        first, best = resumed["epoch"], resumed["best"]
    parallel = DistributedDataParallel(model, device_ids=[local] if cuda else None) if world > 1 else model
    averaged = getattr(module, name)(**options).to(device) if average else model

    sampler = DistributedSampler(train, world, rank, shuffle=True, seed=args.seed, drop_last=True)
    keep = {"num_workers": args.workers, "pin_memory": cuda, "worker_init_fn": seed_worker}
    loader = DataLoader(train, share, sampler=sampler, drop_last=True, **keep)
    # Each image counts once, on whichever process it is.
    tests = DataLoader(torch.utils.data.Subset(val, range(rank, len(val), world)), share, **keep)
    steps = len(loader)
    if steps == 0:
        raise SystemExit(f"{len(train)} images do not fill a batch of {args.batch}")
    loss_of = nn.CrossEntropyLoss(label_smoothing=args.label_smoothing)
    dtype = {"float16": torch.float16, "bfloat16": torch.bfloat16}.get(args.amp)

    for epoch in range(first, args.epochs):
        sampler.set_epoch(epoch)
        torch.manual_seed(args.seed + 1000 * epoch + rank)
        random.seed(args.seed + 1000 * epoch + rank)
        parallel.train()
        began, total = time.time(), 0.0
        for step, (images, labels) in enumerate(loader):
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * learning_rate(args, (epoch * steps + step + 1) / (args.epochs * steps))
            optimizer.zero_grad(set_to_none=True)
            labels = labels.to(device, non_blocking=True)
            images, own = mixed(images.to(device, non_blocking=True), args)
            parts = [values.chunk(args.accumulate) for values in (images, labels, labels.flip(0))]
            for part, (some, right, others) in enumerate(zip(*parts)):
                waits = world > 1 and part < args.accumulate - 1
                with parallel.no_sync() if waits else nullcontext():
                    with torch.autocast(device.type, dtype=dtype) if dtype else nullcontext():
                        logits = parallel(some).float()
                        # Linear in the labels: the loss of mixed images is the mix of both.
                        loss = own * loss_of(logits, right) + (1 - own) * loss_of(logits, others)
                        loss = loss / args.accumulate
                    scaler.scale(loss).backward()
                total += loss.item()
            if args.clip:
                scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), args.clip)
            scaler.step(optimizer)
            scaler.update()
            if average:
                average.update(model, epoch * steps + step + 1)
        if not math.isfinite(total):
            raise SystemExit("the loss is no longer finite: continue with --resume and a lower --lr, or with --clip")
        if average:
            averaged.load_state_dict(average.state)
        accuracy = evaluate(averaged, tests, device)
        if rank == 0:
            line = {"epoch": epoch + 1, "loss": total / steps, "top1": accuracy, "seconds": time.time() - began}
            print(json.dumps(line), flush=True)
            with open(out / "log.jsonl", "a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
            weights = {key: value.cpu() for key, value in averaged.state_dict().items()}
            if accuracy >= best:
                save({"state_dict": weights, "classes": train.classes, "epoch": epoch + 1}, out / "best.pt")
            best = max(best, accuracy)
            checkpoint = {
                "state_dict": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scaler": scaler.state_dict(),
                "epoch": epoch + 1,
                "best": best,
                "args": vars(args),
            }
            if average:
                checkpoint["state_dict_ema"] = average.state
            save(checkpoint, out / "checkpoint.pt")
            save({"state_dict": weights, "classes": train.classes, "epoch": epoch + 1}, out / "weights.pt")
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
