"""PyTorch's side of whole training runs, to stand beside `fathom train mnist|text`.

    python3 torch_runs.py THREADS mnist-cnn FOLDER        one epoch and its test accuracy; FOLDER holds MNIST's four gzip files
    python3 torch_runs.py THREADS char-gpt TEXT           2,000 steps and the validation loss over 100 random batches
    python3 torch_runs.py THREADS char-lstm TEXT          3 epochs and the validation loss

Networks as in torch_workloads.py. Prints seconds of training and the figure reached.
"""
import gzip, math, sys, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

threads, what, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
torch.set_num_threads(threads)
torch.manual_seed(1)


def idx(name, skip):
    return np.frombuffer(gzip.open(f"{path}/{name}-ubyte.gz").read(), np.uint8, offset=skip)


def mnist_cnn():
    x, y = idx("train-images-idx3", 16).reshape(-1, 1, 28, 28), torch.from_numpy(idx("train-labels-idx1", 8).astype(np.int64))
    tx, ty = idx("t10k-images-idx3", 16).reshape(-1, 1, 28, 28), torch.from_numpy(idx("t10k-labels-idx1", 8).astype(np.int64))
    x, tx = [torch.from_numpy((a / np.float32(255) - np.float32(.1307)) / np.float32(.3081)) for a in (x, tx)]
    m = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(.25), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(.5), nn.Linear(128, 10))
    opt = torch.optim.Adam(m.parameters(), 1e-3)
    start = time.perf_counter()
    order = torch.randperm(len(x))
    for i in range(0, len(x), 64):
        rows = order[i:i + 64]
        opt.zero_grad(set_to_none=True)
        loss = F.cross_entropy(m(x[rows]), y[rows])
        loss.backward()
        opt.step()
        loss.item()
    seconds = time.perf_counter() - start
    m.eval()
    with torch.inference_mode():
        right = sum((m(tx[i:i + 1000]).argmax(1) == ty[i:i + 1000]).sum().item() for i in range(0, len(tx), 1000))
    print(f"mnist-cnn: {seconds:.1f} s an epoch, test accuracy {right / len(tx):.4f}")


def text():
    data = open(path).read()
    vocabulary = sorted(set(data))
    number = {c: i for i, c in enumerate(vocabulary)}
    tokens = torch.tensor([number[c] for c in data])
    cut = int(.9 * len(tokens))
    return len(vocabulary), tokens[:cut], tokens[cut:]


def windows(tokens, count, length):
    at = torch.randint(len(tokens) - length, (count,))
    return torch.stack([tokens[i:i + length] for i in at]), torch.stack([tokens[i + 1:i + 1 + length] for i in at])


class Block(nn.Module):
    def __init__(s, d, h):
        super().__init__()
        s.h, s.n1, s.qkv, s.p, s.n2 = h, nn.LayerNorm(d), nn.Linear(d, 3 * d), nn.Linear(d, d), nn.LayerNorm(d)
        s.m = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(s, x):
        b, t, c = x.shape
        q, k, v = [z.view(b, t, s.h, c // s.h).transpose(1, 2) for z in s.qkv(s.n1(x)).split(c, 2)]
        a = (q @ k.transpose(-2, -1)) * (c // s.h) ** -.5
        a = a.masked_fill(torch.ones(t, t).tril() == 0, float("-inf")).softmax(-1)
        x = x + s.p((a @ v).transpose(1, 2).reshape(b, t, c))
        return x + s.m(s.n2(x))


class Gpt(nn.Module):
    def __init__(s, v, t, d, h, layers):
        super().__init__()
        s.w, s.p, s.b, s.n, s.o = nn.Embedding(v, d), nn.Embedding(t, d), nn.Sequential(*[Block(d, h) for _ in range(layers)]), nn.LayerNorm(d), nn.Linear(d, v, bias=False)
        for m in s.modules():
            if isinstance(m, (nn.Linear, nn.Embedding)):
                nn.init.normal_(m.weight, std=.02)
                if getattr(m, "bias", None) is not None:
                    nn.init.zeros_(m.bias)

    def forward(s, x):
        return s.o(s.n(s.b(s.w(x) + s.p(torch.arange(x.shape[1])))))


def char_gpt():
    v, train, held = text()
    m, steps = Gpt(v, 64, 128, 4, 4), 2000
    matrices, others = [p for p in m.parameters() if p.dim() > 1], [p for p in m.parameters() if p.dim() < 2]
    opt = torch.optim.AdamW([{"params": matrices, "weight_decay": .1}, {"params": others, "weight_decay": 0}], 1e-3, betas=(.9, .99))
    start = time.perf_counter()
    for step in range(steps):
        rate = 1e-3 * (step + 1) / 100 if step < 100 else 1e-4 + .5 * 9e-4 * (1 + math.cos(math.pi * (step - 100) / (steps - 100)))
        for g in opt.param_groups:
            g["lr"] = rate
        x, y = windows(train, 12, 64)
        opt.zero_grad(set_to_none=True)
        loss = F.cross_entropy(m(x).flatten(0, 1), y.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(m.parameters(), 1.0)
        opt.step()
        loss.item()
    seconds = time.perf_counter() - start
    m.eval()
    with torch.inference_mode():
        losses = [F.cross_entropy(m(x).flatten(0, 1), y.flatten()).item() for x, y in (windows(held, 12, 64) for _ in range(100))]
    print(f"char-gpt: {seconds:.1f} s for {steps} steps, validation loss {sum(losses) / len(losses):.4f}")


class CharLstm(nn.Module):
    def __init__(s, v):
        super().__init__()
        s.e, s.l, s.o = nn.Embedding(v, 64), nn.LSTM(64, 256, batch_first=True), nn.Linear(256, v)

    def forward(s, x):
        return s.o(s.l(s.e(x))[0])


def char_lstm():
    v, train, held = text()
    m, length = CharLstm(v), 64
    opt = torch.optim.Adam(m.parameters(), 2e-3)
    cut = lambda tokens: (tokens[:(len(tokens) - 1) // length * length].view(-1, length), tokens[1:(len(tokens) - 1) // length * length + 1].view(-1, length))
    (x, y), (hx, hy) = cut(train), cut(held)
    start = time.perf_counter()
    for _ in range(3):
        order = torch.randperm(len(x))
        for i in range(0, len(x), 32):
            rows = order[i:i + 32]
            opt.zero_grad(set_to_none=True)
            loss = F.cross_entropy(m(x[rows]).flatten(0, 1), y[rows].flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(m.parameters(), 1.0)
            opt.step()
            loss.item()
    seconds = time.perf_counter() - start
    m.eval()
    with torch.inference_mode():
        loss = F.cross_entropy(m(hx).flatten(0, 1), hy.flatten()).item()
    print(f"char-lstm: {seconds:.1f} s for 3 epochs, validation loss {loss:.4f}")


{"mnist-cnn": mnist_cnn, "char-gpt": char_gpt, "char-lstm": char_lstm}[what]()
