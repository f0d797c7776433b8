"""More reference cases than those handed down: other shapes and arguments of the same kinds, computed by PyTorch 1.13 in float64.

    python3 tests/Fathom.Conformance/peer/more_cases.py tests/Fathom.Conformance/more-cases

Needs PyTorch and NumPy; the cases it wrote stand in the repository, so nobody needs to run it to run the tests. Format: cases/README.md.
"""
import json, math, os, sys
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261121)


def rounded(values):
    def one(v):
        if isinstance(v, bool) or isinstance(v, int):
            return v
        if math.isnan(v):
            return "nan"
        if math.isinf(v):
            return "inf" if v > 0 else "-inf"
        return float(f"{v:.12g}")
    return [one(v) for v in values]


def array(t):
    t = torch.as_tensor(t)
    kind = {torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}[t.dtype]
    return {"dtype": kind, "shape": list(t.shape), "data": rounded(t.detach().reshape(-1).tolist())}


def used(t):
    """The input as it is written, so that stored digits are exactly those computed with."""
    if t is None or t.dtype != torch.float64:
        return t
    return torch.tensor(rounded(t.reshape(-1).tolist())).reshape(t.shape)


def case(name, args, inputs, fn, wants, **extra):
    inputs = {k: used(v) for k, v in inputs.items()}
    leaves = {k: (v.clone().requires_grad_() if k in wants else v) for k, v in inputs.items()}
    out = fn(**{k.replace("param.", ""): v for k, v in leaves.items()})
    up = used(torch.randn(out.shape))
    grads = torch.autograd.grad(out, [leaves[k] for k in wants], up, allow_unused=True)
    return {"name": name, "args": args, "inputs": {k: array(v) for k, v in inputs.items()}, "outputs": {"output": array(out)},
            "output_grads": {"output": array(up)}, "input_grads": {k: array(g) for k, g in zip(wants, grads)}, **extra}


def activations():
    r = torch.randn
    shapes = [(7,), (2, 3, 4), (1, 37), (5, 1)]
    out = []
    for s in shapes:
        x = lambda: 3 * r(s)
        for name, args, fn in [
            ("relu", {}, F.relu), ("leaky_relu", {"negative_slope": 0.3}, lambda x: F.leaky_relu(x, 0.3)),
            ("elu", {"alpha": 0.7}, lambda x: F.elu(x, 0.7)), ("selu", {}, F.selu),
            ("gelu", {"approximate": "none"}, F.gelu), ("gelu", {"approximate": "tanh"}, lambda x: F.gelu(x, approximate="tanh")),
            ("silu", {}, F.silu), ("sigmoid", {}, torch.sigmoid), ("tanh", {}, torch.tanh), ("softplus", {"beta": 2.5}, lambda x: F.softplus(x, 2.5)),
            ("mish", {}, F.mish), ("hardswish", {}, F.hardswish), ("hardsigmoid", {}, F.hardsigmoid), ("softsign", {}, F.softsign),
            ("relu6", {}, F.relu6), ("softmax", {"dim": 0}, lambda x: F.softmax(x, 0)), ("softmax", {"dim": -1}, lambda x: F.softmax(x, -1)),
            ("log_softmax", {"dim": 0}, lambda x: F.log_softmax(x, 0)), ("logsigmoid", {}, F.logsigmoid),
        ]:
            out.append(case(name, args, {"x": x()}, lambda x: fn(x), ["x"]))
        # PyTorch 1.13's gradient of celu divides by alpha in float32 (1.0/alpha.toFloat()), 5e-8 off at alpha 1.7; with 2 it is exact.
        out.append(case("celu", {"alpha": 2.0}, {"x": x()}, lambda x: F.celu(x, 2.0), ["x"]))
        out.append(case("softplus", {"beta": 2.0, "threshold": 1.5}, {"x": x()}, lambda x: F.softplus(x, 2.0, 1.5), ["x"]))
        out.append(case("hardtanh", {"min_val": -0.5, "max_val": 2.0}, {"x": x()}, lambda x: F.hardtanh(x, -0.5, 2.0), ["x"]))
    for s, d in [((6,), 0), ((3, 4), -1), ((2, 6, 5), 1)]:
        out.append(case("glu", {"dim": d}, {"x": r(s)}, lambda x: F.glu(x, d), ["x"]))
    for s, c in [((4, 1), 1), ((2, 5, 3), 5), ((3, 6), 1)]:
        out.append(case("prelu", {}, {"x": r(s), "weight": torch.rand(c)}, lambda x, weight: F.prelu(x, weight), ["x", "weight"]))
    return out


def losses():
    r, out = torch.randn, []
    for red in ("mean", "sum", "none"):
        for s in [(7,), (5, 1), (2, 3, 4), (1, 33)]:
            t = lambda: {"x": 2 * r(s), "target": r(s)}
            out.append(case("mse", {"reduction": red}, t(), lambda x, target: F.mse_loss(x, target, reduction=red), ["x"]))
            out.append(case("l1", {"reduction": red}, t(), lambda x, target: F.l1_loss(x, target, reduction=red), ["x"]))
            for d in (0.3, 2.5):
                out.append(case("huber", {"reduction": red, "delta": d}, t(), lambda x, target: F.huber_loss(x, target, reduction=red, delta=d), ["x"]))
                out.append(case("smooth_l1", {"reduction": red, "beta": d}, t(), lambda x, target: F.smooth_l1_loss(x, target, reduction=red, beta=d), ["x"]))
            out.append(case("smooth_l1", {"reduction": red, "beta": 0.0}, t(), lambda x, target: F.smooth_l1_loss(x, target, reduction=red, beta=0.0), ["x"]))
            pm = (torch.rand(s) < 0.5).double() * 2 - 1
            out.append(case("hinge_embedding", {"reduction": red, "margin": 0.6}, {"x": r(s), "target": pm}, lambda x, target: F.hinge_embedding_loss(x, target, margin=0.6, reduction=red), ["x"]))
            out.append(case("soft_margin", {"reduction": red}, {"x": r(s), "target": pm}, lambda x, target: F.soft_margin_loss(x, target, reduction=red), ["x"]))
            p = torch.rand(s) * 0.98 + 0.01
            out.append(case("bce", {"reduction": red}, {"x": p, "target": torch.rand(s)}, lambda x, target: F.binary_cross_entropy(x, target, reduction=red), ["x"]))
            out.append(case("bce_with_logits", {"reduction": red}, {"x": 3 * r(s), "target": torch.rand(s)}, lambda x, target: F.binary_cross_entropy_with_logits(x, target, reduction=red), ["x"]))
        pw = rounded((torch.rand(4) * 3).tolist())
        out.append(case("bce_with_logits", {"reduction": red, "pos_weight": pw}, {"x": 3 * r(2, 3, 4), "target": torch.rand(2, 3, 4)},
                        lambda x, target: F.binary_cross_entropy_with_logits(x, target, reduction=red, pos_weight=torch.tensor(pw)), ["x"]))
        for s, c in [((9, 5), 5), ((2, 4, 3), 4), ((1, 17), 17), ((2, 3, 2, 5), 3)]:
            rows = (s[0],) + s[2:]
            w = rounded((torch.rand(c) + 0.1).tolist())
            lab = lambda: torch.randint(0, c, rows)
            x = lambda: 3 * r(s)
            for args in [{}, {"weight": w}, {"label_smoothing": 0.3}, {"weight": w, "label_smoothing": 0.2}]:
                kw = {k: (torch.tensor(v) if k == "weight" else v) for k, v in args.items()}
                out.append(case("cross_entropy", {"reduction": red, **args}, {"x": x(), "target": lab()}, lambda x, target: F.cross_entropy(x, target, reduction=red, **kw), ["x"]))
                q = torch.rand(s); q = q / q.sum(1, keepdim=True)
                out.append(case("cross_entropy", {"reduction": red, "target": "probabilities", **args}, {"x": x(), "target": q}, lambda x, target: F.cross_entropy(x, target, reduction=red, **kw), ["x"]))
            ign = lab(); ign.view(-1)[0] = 1; ign.view(-1)[-1] = 2
            for args in [{"ignore_index": 2}, {"ignore_index": 2, "weight": w}, {"ignore_index": 2, "weight": w, "label_smoothing": 0.1}]:
                kw = {k: (torch.tensor(v) if k == "weight" else v) for k, v in args.items()}
                if rows == (1,):
                    continue
                out.append(case("cross_entropy", {"reduction": red, **args}, {"x": x(), "target": ign}, lambda x, target: F.cross_entropy(x, target, reduction=red, **kw), ["x"]))
                if "label_smoothing" not in args:
                    out.append(case("nll", {"reduction": red, **args}, {"x": F.log_softmax(x(), 1), "target": ign}, lambda x, target: F.nll_loss(x, target, reduction=red, **kw), ["x"]))
            out.append(case("nll", {"reduction": red}, {"x": F.log_softmax(x(), 1), "target": lab()}, lambda x, target: F.nll_loss(x, target, reduction=red), ["x"]))
            out.append(case("nll", {"reduction": red, "weight": w}, {"x": F.log_softmax(x(), 1), "target": lab()}, lambda x, target: F.nll_loss(x, target, reduction=red, weight=torch.tensor(w)), ["x"]))
        for s in [(3, 5), (5,), (1, 18)]:
            c = s[-1]
            lab = torch.randint(0, c, s[:-1])
            w = rounded((torch.rand(c) + 0.1).tolist())
            for args in [{}, {"p": 2, "margin": 0.7}, {"weight": w, "margin": 1.3}]:
                kw = {k: (torch.tensor(v) if k == "weight" else v) for k, v in args.items()}
                out.append(case("multi_margin", {"reduction": red, **args}, {"x": r(s), "target": lab}, lambda x, target: F.multi_margin_loss(x, target, reduction=red, **kw), ["x"]))
            many = torch.full(s, -1, dtype=torch.int64)
            many[..., 0] = 2
            many[..., 1] = 0
            out.append(case("multilabel_margin", {"reduction": red}, {"x": r(s), "target": many}, lambda x, target: F.multilabel_margin_loss(x, target, reduction=red), ["x"]))
            ew = rounded((torch.rand(c) + 0.1).tolist())
            out.append(case("bce", {"reduction": red, "weight": ew}, {"x": torch.rand(s) * 0.9 + 0.05, "target": torch.rand(s)}, lambda x, target: F.binary_cross_entropy(x, target, torch.tensor(ew), reduction=red), ["x"]))
            out.append(case("bce_with_logits", {"reduction": red, "weight": ew}, {"x": 3 * r(s), "target": torch.rand(s)}, lambda x, target: F.binary_cross_entropy_with_logits(x, target, torch.tensor(ew), reduction=red), ["x"]))
        sign = (torch.rand(6) < 0.5).double() * 2 - 1
        out.append(case("margin_ranking", {"reduction": red, "margin": 0.3}, {"x1": r(6), "x2": r(6), "target": sign}, lambda x1, x2, target: F.margin_ranking_loss(x1, x2, target, 0.3, reduction=red), ["x1", "x2"]))
        out.append(case("cosine_embedding", {"reduction": red, "margin": 0.2}, {"x1": r(6, 3), "x2": r(6, 3), "target": sign}, lambda x1, x2, target: F.cosine_embedding_loss(x1, x2, target, 0.2, reduction=red), ["x1", "x2"]))
    for red in ("mean", "sum", "none", "batchmean"):
        for s in [(6, 4), (3, 2, 5)]:
            for log in (False, True):
                q, p = F.log_softmax(r(s), -1), F.softmax(r(s), -1)
                if not log:
                    p[0] = 0
                out.append(case("kl_div", {"reduction": red, "log_target": log}, {"x": q, "target": p.log() if log else p}, lambda x, target: F.kl_div(x, target, reduction=red, log_target=log), ["x"]))
    return out


def layers():
    out = []

    def module(name, args, build, x, training=True):
        m = build()
        m.train(training)
        with torch.no_grad():
            for p in m.parameters():
                p.copy_(used(torch.randn(p.shape)))
            for n, b in m.named_buffers():
                if b.dtype == torch.float64:
                    b.copy_(used(torch.rand(b.shape) + 0.2))
        before = {n: array(b.clone()) for n, b in m.named_buffers()}
        leaves = {k: used(v).requires_grad_(v.dtype == torch.float64) for k, v in x.items()}
        result = m(*leaves.values())
        up = used(torch.randn(result.shape))
        params = dict(m.named_parameters())
        wants = {k: v for k, v in leaves.items() if v.requires_grad} | {f"param.{k}": p for k, p in params.items()}
        grads = torch.autograd.grad(result, list(wants.values()), up)
        out.append({"name": name, "args": args, "inputs": {k: array(v) for k, v in {**leaves, **{f"param.{k}": p for k, p in params.items()}}.items()},
                    "outputs": {"output": array(result)}, "output_grads": {"output": array(up)}, "input_grads": {k: array(g) for k, g in zip(wants, grads)},
                    "buffers_before": before, "buffers_after": {n: array(b.clone()) for n, b in m.named_buffers()}})

    r, nn = torch.randn, torch.nn
    for i, o, s in [(1, 1, (3, 1)), (17, 5, (4, 17)), (3, 33, (3,)), (2, 4, (2, 2, 3, 2))]:
        for b in (True, False):
            module("linear", {"in": i, "out": o, "bias": b}, lambda: nn.Linear(i, o, bias=b), {"x": r(s)})
    for i, j, o, lead in [(1, 2, 3, (4,)), (5, 3, 1, (2, 3)), (2, 2, 2, ())]:
        module("bilinear", {"in1": i, "in2": j, "out": o}, lambda: nn.Bilinear(i, j, o), {"a": r(lead + (i,)), "b": r(lead + (j,))})
    for training in (True, False):
        for c, s, kind in [(1, (5, 1), "batch_norm1d"), (37, (4, 37), "batch_norm1d"), (5, (2, 5, 9), "batch_norm1d"), (2, (3, 2, 4, 1), "batch_norm2d"), (4, (1, 4, 3, 3), "batch_norm2d")]:
            cls = nn.BatchNorm1d if kind.endswith("1d") else nn.BatchNorm2d
            for extra in [{}, {"eps": 1e-3, "momentum": 0.4}, {"momentum": None}]:
                args = {"num_features": c, "eps": 1e-5, "momentum": 0.1, **extra, "training": training}
                module(kind, args, lambda: cls(c, eps=args["eps"], momentum=args["momentum"]), {"x": 2 * r(s) + 3}, training)
    for shape, s in [([1], (3, 1)), ([33], (4, 33)), ([3, 2, 4], (2, 3, 2, 4)), ([6], (6,))]:
        module("layer_norm", {"normalized_shape": shape, "eps": 1e-3}, lambda: nn.LayerNorm(shape, eps=1e-3), {"x": 3 * r(s) + 1})
    for g, c, s in [(1, 4, (3, 4, 5)), (4, 4, (2, 4, 6)), (3, 6, (2, 6, 2, 2, 2)), (2, 8, (3, 8))]:
        module("group_norm", {"num_groups": g, "num_channels": c, "eps": 1e-4}, lambda: nn.GroupNorm(g, c, eps=1e-4), {"x": 2 * r(s) - 1})
    for affine in (True, False):
        module("instance_norm2d", {"num_features": 2, "affine": affine, "eps": 1e-3}, lambda: nn.InstanceNorm2d(2, affine=affine, eps=1e-3), {"x": r(3, 2, 3, 7)})
    rms = lambda x, weight: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-5) * weight
    for s in [(1, 3), (2, 3, 33), (4,)]:
        out.append(case("rms_norm", {"eps": 1e-5}, {"x": r(s), "weight": r(s[-1])}, rms, ["x", "weight"]))
    for n, i, o in [(1, 2, 3), (5, 9, 4)]:
        out.append(case("weight_norm", {"dim": 0}, {"x": r(n, i), "g": r(o, 1), "v": r(o, i)},
                        lambda x, g, v: x @ (g * v / v.norm(dim=1, keepdim=True)).T, ["x", "g", "v"]))
    for pad in (None, 2):
        for s in [(5,), (2, 1, 3)]:
            args = {} if pad is None else {"padding_idx": pad}
            out.append(case("embedding", args, {"weight": r(6, 3), "index": torch.randint(0, 6, s)}, lambda weight, index: F.embedding(index, weight, padding_idx=pad), ["weight"]))
    return out


def structured():
    """Convolution, pooling, recurrence, attention: under a seed of their own, so that the cases above stay as they are."""
    torch.manual_seed(20261122)
    r, nn, out = torch.randn, torch.nn, []

    def module(name, args, build, inputs, call, outputs=("output",)):
        m = build()
        with torch.no_grad():
            for p in m.parameters():
                p.copy_(used(0.6 * torch.randn(p.shape)))
        leaves = {k: used(v).requires_grad_() for k, v in inputs.items()}
        results = call(m, **leaves)
        results = results if isinstance(results, tuple) else (results,)
        results = dict(zip(outputs, results))
        up = {k: used(torch.randn(v.shape)) for k, v in results.items()}
        wants = leaves | {f"param.{k}": p for k, p in m.named_parameters()}
        grads = torch.autograd.grad(list(results.values()), list(wants.values()), list(up.values()), allow_unused=True)
        out.append({"name": name, "args": args, "inputs": {k: array(v) for k, v in wants.items()}, "outputs": {k: array(v) for k, v in results.items()},
                    "output_grads": {k: array(v) for k, v in up.items()}, "input_grads": {k: array(g) for k, g in zip(wants, grads) if g is not None}})

    # Convolutions: odd sizes, one channel, depthwise, kernels as large as the picture, even kernels with "same".
    for c, o, s, args in [
        (1, 1, (1, 1, 5), {"kernel": 5}), (3, 6, (2, 3, 12), {"kernel": 4, "stride": 3, "padding": 2}), (6, 6, (1, 6, 9), {"kernel": 3, "groups": 6, "padding": 1}),
        (4, 6, (2, 4, 17), {"kernel": 3, "dilation": 4, "groups": 2, "stride": 2, "padding": 3}), (2, 3, (3, 2, 7), {"kernel": 1, "bias": False}),
        (2, 4, (1, 2, 8), {"kernel": 4, "padding": "same"}), (2, 4, (2, 2, 9), {"kernel": 3, "padding": "same", "dilation": 2}), (2, 2, (1, 2, 6), {"kernel": 2, "padding": "valid"}),
        (2, 3, (2, 2, 10), {"kernel": 3, "padding": 2, "padding_mode": "reflect"}), (2, 3, (2, 2, 10), {"kernel": 3, "padding": 2, "padding_mode": "circular"}),
        (2, 3, (2, 2, 6), {"kernel": 3, "padding": 1, "padding_mode": "replicate"}), (3, 40, (1, 3, 33), {"kernel": 3, "padding": 1}),
    ]:
        kw = {k: v for k, v in args.items() if k != "kernel"}
        module("conv1d", {"in": c, "out": o, **args}, lambda: nn.Conv1d(c, o, args["kernel"], **kw), {"x": r(s)}, lambda m, x: m(x))
    for c, o, s, args in [
        (1, 1, (1, 1, 3, 3), {"kernel": 3}), (1, 5, (2, 1, 10, 7), {"kernel": [3, 5], "padding": [1, 2]}), (3, 4, (1, 3, 11, 13), {"kernel": 5, "stride": 3, "padding": 2}),
        (8, 8, (2, 8, 6, 5), {"kernel": 3, "padding": 1, "groups": 8}), (4, 8, (1, 4, 7, 7), {"kernel": 3, "groups": 4, "stride": 2, "padding": 1}),
        (6, 4, (2, 6, 12, 9), {"kernel": [3, 2], "stride": [2, 1], "padding": [2, 1], "dilation": [2, 3], "groups": 2}), (5, 7, (3, 5, 4, 6), {"kernel": 1}),
        (5, 7, (2, 5, 5, 6), {"kernel": 1, "stride": 2, "bias": False}), (2, 3, (1, 2, 6, 7), {"kernel": 4, "padding": "same"}), (2, 3, (1, 2, 9, 8), {"kernel": [2, 3], "padding": "same", "dilation": 2}),
        (2, 3, (2, 2, 5, 6), {"kernel": 3, "padding": "valid", "bias": False}), (2, 3, (1, 2, 6, 5), {"kernel": 3, "padding": 2, "padding_mode": "reflect"}),
        (2, 3, (1, 2, 6, 5), {"kernel": 3, "padding": [1, 2], "padding_mode": "circular"}), (2, 3, (1, 2, 4, 5), {"kernel": 3, "padding": [2, 1], "padding_mode": "replicate"}),
        (16, 32, (1, 16, 9, 10), {"kernel": 3, "padding": 1, "bias": False}), (17, 19, (2, 17, 5, 18), {"kernel": 3, "padding": 1}), (3, 2, (2, 3, 7, 7), {"kernel": 7}),
        (3, 2, (1, 3, 3, 3), {"kernel": 3, "padding": 3}), (3, 20, (3, 14, 15), {"kernel": 3}),
    ]:
        if len(s) == 3:
            s = (1,) + s
        kw = {k: (tuple(v) if isinstance(v, list) else v) for k, v in args.items() if k != "kernel"}
        k = args["kernel"]
        module("conv2d", {"in": c, "out": o, **args}, lambda: nn.Conv2d(c, o, tuple(k) if isinstance(k, list) else k, **kw), {"x": r((s[0], c) + tuple(s[2:]))}, lambda m, x: m(x))
    for c, o, s, args in [
        (1, 1, (1, 1, 3, 3), {"kernel": 2}), (4, 6, (2, 4, 5, 3), {"kernel": 3, "stride": 2, "groups": 2}), (3, 2, (1, 3, 4, 5), {"kernel": [3, 2], "stride": [2, 3], "padding": [1, 0], "output_padding": [1, 2]}),
        (2, 3, (2, 2, 4, 4), {"kernel": 3, "dilation": 2, "bias": False}), (4, 4, (1, 4, 6, 6), {"kernel": 4, "stride": 2, "padding": 1, "groups": 4}),
        (2, 2, (1, 2, 5, 4), {"kernel": 3, "stride": 1, "padding": 1, "dilation": [1, 2]}),
    ]:
        kw = {k: (tuple(v) if isinstance(v, list) else v) for k, v in args.items() if k != "kernel"}
        k = args["kernel"]
        module("conv_transpose2d", {"in": c, "out": o, **args}, lambda: nn.ConvTranspose2d(c, o, tuple(k) if isinstance(k, list) else k, **kw), {"x": r(s)}, lambda m, x: m(x))
    for c, o, s, args in [(2, 3, (2, 2, 5), {"kernel": 4, "stride": 3, "padding": 1, "output_padding": 2}), (4, 2, (1, 4, 6), {"kernel": 3, "groups": 2, "dilation": 2})]:
        kw = {k: v for k, v in args.items() if k != "kernel"}
        module("conv_transpose1d", {"in": c, "out": o, **args}, lambda: nn.ConvTranspose1d(c, o, args["kernel"], **kw), {"x": r(s)}, lambda m, x: m(x))

    # Pooling.
    plain = lambda v: tuple(v) if isinstance(v, list) else v
    for s, args in [
        ((1, 1, 3, 3), {"kernel_size": 3}), ((2, 3, 9, 7), {"kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 0]}), ((2, 2, 10, 9), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
        ((1, 2, 9, 9), {"kernel_size": 3, "stride": 1, "dilation": 2}), ((1, 3, 8, 8), {"kernel_size": 2, "stride": 3, "padding": 0, "ceil_mode": True}), ((2, 17, 6, 34), {"kernel_size": 2}),
    ]:
        kw = {k: plain(v) for k, v in args.items()}
        module("max_pool2d", args, lambda: nn.MaxPool2d(**kw), {"x": r(s)}, lambda m, x: m(x))
    for s, args in [((2, 3, 9), {"kernel_size": 3, "stride": 2, "padding": 1}), ((1, 2, 10), {"kernel_size": 4, "stride": 3, "ceil_mode": True}), ((2, 2, 11), {"kernel_size": 3, "dilation": 2, "stride": 1})]:
        module("max_pool1d", args, lambda: nn.MaxPool1d(**args), {"x": r(s)}, lambda m, x: m(x))
    for s, args in [
        ((1, 1, 4, 4), {"kernel_size": 4}), ((2, 3, 9, 7), {"kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 1]}), ((2, 2, 10, 9), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
        ((2, 2, 10, 9), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False}), ((1, 3, 8, 8), {"kernel_size": 2, "divisor_override": 3}),
        ((1, 2, 7, 7), {"kernel_size": 2, "stride": 3, "ceil_mode": True}),
    ]:
        kw = {k: plain(v) for k, v in args.items()}
        module("avg_pool2d", args, lambda: nn.AvgPool2d(**kw), {"x": r(s)}, lambda m, x: m(x))
    for s, args in [((2, 3, 9), {"kernel_size": 3, "stride": 2, "padding": 1}), ((1, 2, 10), {"kernel_size": 4, "stride": 3, "ceil_mode": True, "padding": 2, "count_include_pad": False})]:
        module("avg_pool1d", args, lambda: nn.AvgPool1d(**args), {"x": r(s)}, lambda m, x: m(x))
    for s, size in [((2, 3, 9, 8), [4, 3]), ((1, 2, 7, 5), [7, 5]), ((2, 2, 3, 4), [5, 6]), ((1, 4, 6, 6), [1, 2])]:
        module("adaptive_avg_pool2d", {"output_size": size}, lambda: nn.AdaptiveAvgPool2d(tuple(size)), {"x": r(s)}, lambda m, x: m(x))
        module("adaptive_max_pool2d", {"output_size": size}, lambda: nn.AdaptiveMaxPool2d(tuple(size)), {"x": r(s)}, lambda m, x: m(x))
    for s, size in [((2, 3, 9), 4), ((1, 2, 5), 1)]:
        module("adaptive_avg_pool1d", {"output_size": size}, lambda: nn.AdaptiveAvgPool1d(size), {"x": r(s)}, lambda m, x: m(x))

    # Recurrence: one step, one row, wide, three layers, without biases, time first, without a start.
    for kind, cls, gates in [("rnn", nn.RNN, 1), ("lstm", nn.LSTM, 4), ("gru", nn.GRU, 3)]:
        for n, t, d, h, args, start in [
            (1, 1, 1, 1, {}, True), (2, 5, 3, 4, {"bias": False}, True), (3, 4, 2, 5, {"num_layers": 3}, True), (2, 3, 4, 3, {"bidirectional": True, "num_layers": 2, "bias": False}, True),
            (2, 4, 3, 4, {"batch_first": False}, True), (5, 7, 6, 17, {}, False), (1, 9, 2, 3, {"bidirectional": True, "batch_first": False}, False), (4, 2, 33, 20, {"num_layers": 2}, True),
        ]:
            for extra in ([{}, {"nonlinearity": "relu"}] if kind == "rnn" else [{}, {"proj_size": 2}] if kind == "lstm" and h > 2 else [{}]):
                a = {"input_size": d, "hidden_size": h, "batch_first": True, **args, **extra}
                layers = a.get("num_layers", 1) * (2 if a.get("bidirectional") else 1)
                wide = a.get("proj_size", h)
                inputs = {"x": r((n, t, d) if a["batch_first"] else (t, n, d))}
                if start:
                    inputs["h0"] = r(layers, n, wide)
                    if kind == "lstm":
                        inputs["c0"] = r(layers, n, h)

                def call(m, x, h0=None, c0=None):
                    if kind == "lstm":
                        y, (hn, cn) = m(x, None if h0 is None else (h0, c0))
                        return y, hn, cn
                    return m(x, h0)
                module(kind, a, lambda: cls(**a), inputs, call, ("output", "h_n", "c_n") if kind == "lstm" else ("output", "h_n"))

    # Attention.
    for e, h, n, t, s, args in [
        (4, 1, 1, 1, None, {"causal": False}), (6, 3, 2, 7, None, {"causal": True}), (8, 8, 3, 4, None, {"causal": False, "bias": False}), (12, 4, 2, 3, 6, {"cross": True}),
        (8, 2, 2, 1, 5, {"cross": True, "key_padding_mask": [[False, True, False, True, False], [True, False, False, False, True]]}),
        (8, 4, 2, 6, None, {"causal": True, "key_padding_mask": [[False] * 6, [False, False, False, False, True, True]]}), (6, 2, 1, 3, 4, {"cross": True, "kdim": 5, "vdim": 5}),
        (32, 2, 1, 33, None, {"causal": True}),
    ]:
        a = {"embed_dim": e, "num_heads": h, "batch_first": True, **args}
        build = lambda: nn.MultiheadAttention(e, h, bias=a.get("bias", True), kdim=a.get("kdim"), vdim=a.get("vdim"), batch_first=True)
        pad = torch.tensor(a["key_padding_mask"]) if "key_padding_mask" in a else None
        mask = torch.ones(t, t, dtype=torch.bool).triu(1) if a.get("causal") else None
        if s is None:
            module("multi_head_attention", a, build, {"x": r(n, t, e)}, lambda m, x: m(x, x, x, key_padding_mask=pad, attn_mask=mask), ("output", "weights"))
        else:
            module("multi_head_attention", a, build, {"q": r(n, t, e), "kv": r(n, s, a.get("kdim", e))}, lambda m, q, kv: m(q, kv, kv, key_padding_mask=pad), ("output", "weights"))
    for e, h, f, n, t, act, first, extra in [(4, 1, 3, 1, 1, "relu", False, {}), (12, 3, 7, 3, 5, "gelu", True, {}), (8, 4, 32, 2, 9, "relu", True, {"layer_norm_eps": 1e-3}), (6, 2, 24, 1, 4, "gelu", False, {})]:
        a = {"d_model": e, "nhead": h, "dim_feedforward": f, "activation": act, "norm_first": first, "batch_first": True, "dropout": 0, **extra}
        module("transformer_encoder_layer", a, lambda: nn.TransformerEncoderLayer(**a), {"x": r(n, t, e)}, lambda m, x: m(x))
        module("transformer_decoder_layer", a, lambda: nn.TransformerDecoderLayer(**a), {"x": r(n, t, e), "memory": r(n, 3, e)}, lambda m, x, memory: m(x, memory))
    for length, d in [(1, 2), (7, 4), (33, 18)]:
        i, k = torch.arange(length).double()[:, None], torch.arange(0, d, 2).double()[None]
        angle = i / 10000 ** (k / d)
        table = torch.stack([angle.sin(), angle.cos()], -1).reshape(length, d)
        out.append({"name": "sinusoidal_positions", "args": {"length": length, "d_model": d}, "inputs": {"x": array(torch.zeros(1))}, "outputs": {"output": array(table)}, "output_grads": {}, "input_grads": {}})
    return out


def lion(initial, gradients, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
    p, m, after = initial.clone(), torch.zeros_like(initial), []
    for g in gradients:
        p = p * (1 - lr * weight_decay) - lr * torch.sign(betas[0] * m + (1 - betas[0]) * g)
        m = betas[1] * m + (1 - betas[1]) * g
        after.append(p.clone())
    return after


def optimizers():
    O, out = torch.optim, []
    kinds = [
        ("sgd", O.SGD, [{"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}, {"lr": 0.05, "momentum": 0.5, "dampening": 0.5, "weight_decay": 0.01}, {"lr": 0.1, "maximize": True}]),
        ("adam", O.Adam, [{"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3}, {"lr": 0.01, "amsgrad": True, "weight_decay": 0.05}, {"lr": 0.01, "maximize": True}]),
        ("adamw", O.AdamW, [{"lr": 0.02}, {"lr": 0.01, "betas": [0.7, 0.9], "amsgrad": True, "weight_decay": 0.3}]),
        ("rmsprop", O.RMSprop, [{"lr": 0.02, "alpha": 0.9, "eps": 1e-4}, {"lr": 0.01, "momentum": 0.7, "weight_decay": 0.1}, {"lr": 0.01, "centered": True}]),
        ("adagrad", O.Adagrad, [{"lr": 0.3, "lr_decay": 0.1}, {"lr": 0.1, "weight_decay": 0.2, "initial_accumulator_value": 0.5, "eps": 1e-5}]),
        ("adadelta", O.Adadelta, [{"lr": 0.5, "rho": 0.8, "eps": 1e-4}, {"lr": 1.0, "weight_decay": 0.1}]),
        ("adamax", O.Adamax, [{"lr": 0.02, "betas": [0.8, 0.9], "eps": 1e-4}, {"lr": 0.01, "weight_decay": 0.1}]),
        ("nadam", O.NAdam, [{"lr": 0.02, "betas": [0.8, 0.95], "momentum_decay": 0.01}, {"lr": 0.01, "weight_decay": 0.1}]),
        ("radam", O.RAdam, [{"lr": 0.02, "betas": [0.8, 0.95]}, {"lr": 0.05, "weight_decay": 0.1}]),
    ]
    for shape in [(3, 2), (19,)]:
        for name, cls, settings in kinds:
            for args in settings:
                p = torch.nn.Parameter(used(torch.randn(shape)))
                initial, gradients, after = p.detach().clone(), [used(torch.randn(shape)) for _ in range(12)], []
                o = cls([p], **{k: tuple(v) if isinstance(v, list) else v for k, v in args.items()})
                for g in gradients:
                    p.grad = g.clone()
                    o.step()
                    after.append(p.detach().clone())
                out.append({"name": name, "args": args, "initial": array(initial), "gradients": [array(g) for g in gradients], "parameters_after_each_step": [array(a) for a in after]})
        for args in [{"lr": 0.02}, {"lr": 0.01, "betas": [0.8, 0.95], "weight_decay": 0.2}]:
            initial, gradients = used(torch.randn(shape)), [used(torch.randn(shape)) for _ in range(12)]
            out.append({"name": "lion", "args": args, "initial": array(initial), "gradients": [array(g) for g in gradients], "parameters_after_each_step": [array(a) for a in lion(initial, gradients, **args)]})
    return out


def schedules():
    S, out = torch.optim.lr_scheduler, []
    kinds = [
        ("step", S.StepLR, {"step_size": 1, "gamma": 0.8}), ("step", S.StepLR, {"step_size": 7}),
        ("multi_step", S.MultiStepLR, {"milestones": [1, 2, 20], "gamma": 0.3}),
        ("exponential", S.ExponentialLR, {"gamma": 0.5}),
        ("cosine_annealing", S.CosineAnnealingLR, {"T_max": 25}), ("cosine_annealing", S.CosineAnnealingLR, {"T_max": 24, "eta_min": 0.02}),
        ("cosine_warm_restarts", S.CosineAnnealingWarmRestarts, {"T_0": 3, "T_mult": 3, "eta_min": 0.001}), ("cosine_warm_restarts", S.CosineAnnealingWarmRestarts, {"T_0": 5}),
        ("linear", S.LinearLR, {"start_factor": 0.25, "end_factor": 0.75, "total_iters": 9}), ("linear", S.LinearLR, {}),
        ("polynomial", S.PolynomialLR, {"total_iters": 11, "power": 0.5}), ("polynomial", S.PolynomialLR, {"total_iters": 6}),
        ("constant", S.ConstantLR, {}),
        ("one_cycle", S.OneCycleLR, {"max_lr": 0.5, "total_steps": 24, "three_phase": True}),
        ("one_cycle", S.OneCycleLR, {"max_lr": 0.5, "total_steps": 24, "pct_start": 0.2, "div_factor": 10.0, "final_div_factor": 100.0}),
        ("one_cycle", S.OneCycleLR, {"max_lr": 2.0, "epochs": 4, "steps_per_epoch": 6, "anneal_strategy": "linear", "three_phase": True}),
        ("cyclic", S.CyclicLR, {"base_lr": 0.02, "max_lr": 0.3, "step_size_up": 3, "step_size_down": 5, "mode": "triangular2", "cycle_momentum": False}),
        ("cyclic", S.CyclicLR, {"base_lr": 0.02, "max_lr": 0.3, "step_size_up": 4, "mode": "exp_range", "gamma": 0.9, "cycle_momentum": False}),
    ]
    for name, cls, args in kinds:
        o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2, momentum=0.9)
        sched, rates = cls(o, **args), []
        for _ in range(24):
            rates.append(o.param_groups[0]["lr"])
            o.step()
            if len(rates) < 24:
                sched.step()
        out.append({"name": name, "args": args, "base_lr": 0.2, "learning_rates": rounded(rates)})
    metrics = rounded((torch.rand(30) * 0.2 + torch.linspace(1, 0.6, 30)).tolist())
    for args in [{"patience": 1, "factor": 0.3, "cooldown": 2}, {"mode": "max", "patience": 0, "min_lr": 0.01}, {"patience": 2, "threshold": 0.05, "threshold_mode": "abs", "eps": 0.02}]:
        o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2)
        sched, rates = S.ReduceLROnPlateau(o, **args), []
        for m in metrics:
            sched.step(m)
            rates.append(o.param_groups[0]["lr"])
        out.append({"name": "reduce_on_plateau", "args": {**args, "metrics": metrics}, "base_lr": 0.2, "learning_rates_after_each_metric": rounded(rates)})
    return out


def clipping():
    out = []
    for args in [{"max_norm": 0.3, "norm_type": 2.0}, {"max_norm": 2.0, "norm_type": 1.0}, {"max_norm": 1.5, "norm_type": 3.0}, {"max_norm": 0.7, "norm_type": "inf"}]:
        params = [torch.nn.Parameter(torch.zeros(s)) for s in [(3, 4), (5,), (1, 1, 2)]]
        for p in params:
            p.grad = used(torch.randn(p.shape))
        before = [array(p.grad.clone()) for p in params]
        total = torch.nn.utils.clip_grad_norm_(params, args["max_norm"], norm_type=float(args["norm_type"]))
        out.append({"name": "clip_grad_norm", "args": {**args, "norm_type": str(args["norm_type"])}, "before": before, "total_norm": rounded([float(total)])[0], "after": [array(p.grad) for p in params]})
    return out


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, make in [("activations", activations), ("losses", losses), ("layers", layers), ("optimizers", optimizers), ("schedules", schedules), ("clipping", clipping)]:
        with open(os.path.join(folder, name + ".json"), "w") as f:
            cases = make()
            if name == "layers":
                with torch.random.fork_rng():
                    cases += structured()
            f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
            print(f"{name}: {len(cases)} cases")


main(sys.argv[1])
