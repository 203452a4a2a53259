"""The operations of a generated FasterViT-0 forward pass, one for one, in PyTorch: the peer that overhead is measured against.

Position biases come precomputed, as the generated module keeps them in inference. Weights are random; only time counts.
Usage: peer.py THREADS SECONDS; prints the milliseconds of each forward pass, one a line.
"""
import sys, time
import torch, torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
W = {}


def w(name, *shape):
    if name not in W:
        W[name] = torch.randn(*shape) * 0.02
    return W[name]


def conv(path, x, out, stride=1, bias=True):
    return F.conv2d(x, w(path + ".weight", out, x.shape[1], 3, 3), w(path + ".bias", out) if bias else None, stride, 1)


def linear(path, x, out):
    return F.linear(x, w(path + ".weight", out, x.shape[-1]), w(path + ".bias", out))


def variance(path, channels):
    if path + ".var" not in W:
        W[path + ".var"] = torch.rand(channels) + 0.5
    return W[path + ".var"]


def batch_norm(path, x, eps=1e-5):
    c = x.shape[1]
    return F.batch_norm(x, w(path + ".mean", c), variance(path, c), w(path + ".weight", c), w(path + ".bias", c), False, 0.1, eps)


def layer_norm(path, x, eps=1e-5):
    c = x.shape[-1]
    return F.layer_norm(x, (c,), w(path + ".weight", c), w(path + ".bias", c), eps)


def reorder(x, view, order, shape):
    return x.view(view).permute(order).reshape(shape)


def attention(path, norm, x, heads):
    tokens, channels = x.shape[1:]
    qkv = linear(path + ".qkv", layer_norm(norm, x), 3 * channels).view(-1, tokens, 3, heads, 32).permute(2, 0, 3, 1, 4)
    q, k, v = qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2)
    logits = q.matmul(k.permute(0, 1, 3, 2)).mul(32 ** -0.5).add(w(path + ".relative_bias", 1, heads, tokens, tokens))
    return linear(path + ".proj", F.softmax(logits, -1).matmul(v).permute(0, 2, 1, 3).reshape(-1, tokens, channels), channels)


def mlp(path, norm, x):
    return linear(path + ".fc2", F.gelu(linear(path + ".fc1", layer_norm(norm, x), 4 * x.shape[-1])), x.shape[-1])


def conv_block(path, x):
    c = x.shape[1]
    y = F.gelu(batch_norm(path + ".norm1", conv(path + ".conv1", x, c)))
    return x.add(batch_norm(path + ".norm2", conv(path + ".conv2", y, c)))


def downsample(path, x):
    y = layer_norm(path + ".norm", x.permute(0, 2, 3, 1), 1e-6).permute(0, 3, 1, 2)
    return conv(path + ".reduction.0", y, 2 * x.shape[1], 2, False)


def forward(x):
    x = F.relu(batch_norm("stem.1", conv("stem.0", x, 64, 2, False), 1e-4))
    x = F.relu(batch_norm("stem.4", conv("stem.3", x, 64, 2, False), 1e-4))
    for level in range(2):
        for i in range(2 + level):
            x = conv_block(f"levels.{level}.blocks.{i}", x)
        x = downsample(f"levels.{level}.downsample", x)
    p = F.conv2d(x, w("tokens.weight", 256, 1, 3, 3), w("tokens.bias", 256), 1, 1, 1, 256)
    ct = reorder(F.avg_pool2d(p, 5, 3), (-1, 256, 2, 2, 2, 2), (0, 2, 4, 3, 5, 1), (-1, 16, 256))
    x = reorder(x, (-1, 256, 2, 7, 2, 7), (0, 2, 4, 3, 5, 1), (-1, 49, 256))
    for i in range(6):
        b = f"levels.2.blocks.{i}"
        x = x.add(w(b + ".pos", 1, 49, 256))
        ct = reorder(ct, (-1, 2, 2, 2, 2, 256), (0, 1, 3, 2, 4, 5), (-1, 16, 256)).add(w(b + ".hat_pos", 1, 16, 256))
        ct = ct.add(attention(b + ".hat_attn", b + ".hat_norm1", ct, 8))
        ct = ct.add(mlp(b + ".hat_mlp", b + ".hat_norm2", ct))
        x = torch.cat((reorder(ct, (-1, 2, 2, 2, 2, 256), (0, 1, 3, 2, 4, 5), (-1, 4, 256)), x), 1)
        x = x.add(attention(b + ".attn", b + ".norm1", x, 8))
        x = x.add(mlp(b + ".mlp", b + ".norm2", x))
        ct, x = x.narrow(1, 0, 4).reshape(-1, 16, 256), x.narrow(1, 4, 49)
    x = downsample("levels.2.downsample", reorder(x, (-1, 2, 2, 7, 7, 256), (0, 5, 1, 3, 2, 4), (-1, 256, 14, 14)))
    x = reorder(x, (-1, 512, 1, 7, 1, 7), (0, 2, 4, 3, 5, 1), (-1, 49, 512))
    for i in range(5):
        b = f"levels.3.blocks.{i}"
        x = x.add(w(b + ".pos", 1, 49, 512))
        x = x.add(attention(b + ".attn", b + ".norm1", x, 16))
        x = x.add(mlp(b + ".mlp", b + ".norm2", x))
    x = batch_norm("norm", reorder(x, (-1, 1, 1, 7, 7, 512), (0, 5, 1, 3, 2, 4), (-1, 512, 7, 7)))
    return linear("head", F.adaptive_avg_pool2d(x, (1, 1)).reshape(-1, 512), 1000)


image = torch.randn(1, 3, 224, 224)
with torch.no_grad():
    for _ in range(5):
        forward(image)
    end = time.perf_counter() + float(sys.argv[2])
    while time.perf_counter() < end:
        start = time.perf_counter()
        forward(image)
        print((time.perf_counter() - start) * 1e3, flush=True)
