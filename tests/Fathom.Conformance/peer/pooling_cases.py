"""Pooling with every argument it has, computed by PyTorch 1.13 in float64: writes pooling.json.

    python3 tests/Fathom.Conformance/peer/pooling_cases.py tests/Fathom.Conformance/more-cases
"""
import json, math, os, sys
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261122)


def number(v):
    return v if isinstance(v, int) else "nan" if math.isnan(v) else ("inf" if v > 0 else "-inf") if math.isinf(v) else float(f"{v:.12g}")


def array(t):
    return {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "data": [number(v) for v in t.detach().reshape(-1).tolist()]}


def used(t):
    return torch.tensor([float(f"{v:.12g}") for v in t.reshape(-1).tolist()]).reshape(t.shape)


def case(name, x, **args):
    x = used(x).requires_grad_()
    out = getattr(F, name)(x, **args)
    out, places = out if isinstance(out, tuple) else (out, None)
    up = used(torch.randn(out.shape))
    grad, = torch.autograd.grad(out, x, up)
    outputs = {"output": array(out)} | ({} if places is None else {"indices": array(places)})
    return {"name": name, "args": args, "inputs": {"x": array(x)}, "outputs": outputs, "output_grads": {"output": array(up)}, "input_grads": {"x": array(grad)}}


def pooling():
    r, out = torch.randn, []
    ties = lambda *s: torch.randint(0, 3, s).double()
    for x, args in [(r(2, 3, 9), {"kernel_size": 3}), (r(1, 2, 40), {"kernel_size": 2, "stride": 2}), (r(2, 2, 37), {"kernel_size": 3, "stride": 2, "padding": 1}),
                    (r(2, 11), {"kernel_size": 4, "stride": 3, "padding": 2, "dilation": 2}), (r(1, 1, 10), {"kernel_size": 3, "stride": 3, "ceil_mode": True}),
                    (ties(2, 2, 19), {"kernel_size": 3, "stride": 1, "padding": 1, "return_indices": True}), (r(1, 2, 5), {"kernel_size": 5})]:
        out.append(case("max_pool1d", x, **args))
    for x, args in [(r(2, 3, 8, 8), {"kernel_size": 2}), (r(1, 2, 7, 9), {"kernel_size": 2}), (r(1, 2, 34, 35), {"kernel_size": 2, "stride": 2}), (r(2, 2, 6, 40), {"kernel_size": [3, 2], "stride": [1, 2]}),
                    (r(1, 2, 9, 37), {"kernel_size": 3, "stride": 2, "padding": 1}), (r(3, 6, 11), {"kernel_size": 3, "stride": 1, "padding": 1}), (r(2, 1, 7, 8), {"kernel_size": 3, "stride": 3, "ceil_mode": True}),
                    (r(1, 2, 9, 10), {"kernel_size": [2, 3], "stride": [2, 1], "padding": [1, 0], "dilation": [2, 3]}), (r(1, 1, 12, 33), {"kernel_size": 2, "stride": 1, "dilation": 5}),
                    (r(2, 1, 5, 6), {"kernel_size": 4, "stride": 3, "padding": 2, "ceil_mode": True}), (ties(2, 2, 12, 34), {"kernel_size": 2, "stride": 2, "return_indices": True}),
                    (ties(1, 2, 7, 7), {"kernel_size": 3, "stride": 2, "padding": 1, "return_indices": True}), (ties(1, 2, 9, 9), {"kernel_size": 3, "stride": 1, "padding": 1, "dilation": 2, "return_indices": True}),
                    (r(1, 1, 2, 2), {"kernel_size": 3, "stride": 2, "ceil_mode": True}), (r(1, 3, 20, 36), {"kernel_size": 5, "stride": 4, "padding": 2})]:
        out.append(case("max_pool2d", x, **args))
    for x, args in [(r(2, 3, 9), {"kernel_size": 2}), (r(1, 2, 37), {"kernel_size": 3, "stride": 2, "padding": 1}), (r(2, 10), {"kernel_size": 4, "stride": 3, "padding": 2, "count_include_pad": False}),
                    (r(1, 2, 11), {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True}), (r(1, 2, 11), {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True, "count_include_pad": False})]:
        out.append(case("avg_pool1d", x, **args))
    for x, args in [(r(2, 3, 8, 8), {"kernel_size": 2}), (r(1, 2, 35, 34), {"kernel_size": 2, "stride": 2}), (r(2, 2, 6, 40), {"kernel_size": [3, 2], "stride": [1, 2]}), (r(1, 2, 9, 37), {"kernel_size": 3, "stride": 2, "padding": 1}),
                    (r(3, 6, 11), {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False}), (r(2, 1, 7, 8), {"kernel_size": 3, "stride": 3, "ceil_mode": True}),
                    (r(2, 1, 7, 8), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}), (r(2, 1, 7, 8), {"kernel_size": 4, "stride": 3, "padding": [2, 1], "ceil_mode": True, "count_include_pad": False}),
                    (r(1, 2, 6, 6), {"kernel_size": 3, "divisor_override": 2}), (r(1, 2, 6, 6), {"kernel_size": 2, "stride": 1, "padding": 1, "divisor_override": -3}), (r(1, 3, 5, 5), {"kernel_size": 5})]:
        out.append(case("avg_pool2d", x, **args))
    for x, size in [(r(2, 3, 9), 1), (r(2, 12), 5), (r(1, 2, 8), 4), (r(1, 2, 3), 7)]:
        out.append(case("adaptive_avg_pool1d", x, output_size=size))
    for x, size in [(r(2, 3, 8, 8), 1), (r(2, 8, 9), [3, 4]), (r(1, 2, 8, 12), [4, 3]), (r(1, 2, 5, 7), [None, 2]), (r(2, 1, 3, 2), [5, 5])]:
        out.append(case("adaptive_avg_pool2d", x, output_size=size))
    for x, size in [(ties(2, 9), 4), (r(1, 2, 8), 1)]:
        out.append(case("adaptive_max_pool1d", x, output_size=size, return_indices=True))
    for x, size in [(ties(2, 3, 8, 8), [1, 1]), (ties(2, 8, 9), [3, 4]), (ties(1, 2, 5, 7), [None, 3])]:
        out.append(case("adaptive_max_pool2d", x, output_size=size, return_indices=True))
    return out


cases = pooling()
with open(os.path.join(sys.argv[1], "pooling.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"pooling: {len(cases)} cases")
