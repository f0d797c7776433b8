"""Convolutions with every argument they have, computed by PyTorch 1.13 in float64: writes convolution.json.

    python3 tests/Fathom.Conformance/peer/convolution_cases.py tests/Fathom.Conformance/more-cases
"""
import json, os, sys
import torch
import torch.nn as nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261123)
LAYERS = {"conv1d": nn.Conv1d, "conv2d": nn.Conv2d, "conv_transpose1d": nn.ConvTranspose1d, "conv_transpose2d": nn.ConvTranspose2d}


def rounded(t):
    return torch.tensor([float(f"{v:.12g}") for v in t.detach().reshape(-1).tolist()]).reshape(t.shape)


def array(t):
    return {"dtype": "float64", "shape": list(t.shape), "data": rounded(t).reshape(-1).tolist()}


def case(name, shape, i, o, kernel, **args):
    layer = LAYERS[name](i, o, kernel, **args)
    for p in layer.parameters():
        p.data = rounded(p)
    x = rounded(torch.randn(shape)).requires_grad_()
    out = layer(x)
    up = rounded(torch.randn(out.shape))
    out.backward(up)
    inputs, grads = {"x": array(x)}, {"x": array(x.grad)}
    for n, p in layer.named_parameters():
        inputs["param." + n], grads["param." + n] = array(p), array(p.grad)
    return {"name": name, "args": {"in": i, "out": o, "kernel": kernel} | args, "inputs": inputs,
            "outputs": {"output": array(out)}, "output_grads": {"output": array(up)}, "input_grads": grads}


cases = [
    case("conv1d", (2, 3, 12), 3, 4, 4, padding="same"),
    case("conv1d", (3, 12), 3, 4, 5, padding="valid", stride=2),
    case("conv1d", (2, 4, 17), 4, 4, 3, padding=4, dilation=3, groups=4, padding_mode="circular"),
    case("conv1d", (1, 2, 9), 2, 6, 2, padding=3, stride=3, groups=2, padding_mode="reflect", bias=False),
    case("conv1d", (1, 20, 18), 20, 9, 1),
    case("conv2d", (2, 2, 5, 6), 2, 3, [2, 4], padding="same"),
    case("conv2d", (2, 2, 7, 6), 2, 3, [4, 3], padding="same", dilation=[1, 2], padding_mode="reflect"),
    case("conv2d", (1, 2, 5, 6), 2, 3, [2, 3], padding="same", padding_mode="circular"),
    case("conv2d", (1, 2, 5, 6), 2, 2, 3, padding=[2, 1], padding_mode="replicate", stride=2),
    case("conv2d", (4, 5, 6), 4, 6, 3, padding=1, groups=2),
    case("conv2d", (2, 6, 9, 8), 6, 12, 3, padding=1, groups=6, stride=2),
    case("conv2d", (1, 1, 9, 20), 1, 5, 3),
    case("conv2d", (1, 3, 9, 19), 3, 4, 5, padding=2, stride=[1, 2]),
    case("conv2d", (1, 17, 3, 18), 17, 5, 3, padding=1),
    case("conv2d", (1, 16, 5, 8), 16, 8, 3, padding=1, bias=False),
    case("conv2d", (1, 3, 9, 9), 3, 4, 1, stride=2),
    case("conv2d", (1, 2, 11, 12), 2, 2, [3, 2], stride=[3, 2], padding=[3, 2], dilation=[2, 4]),
    case("conv2d", (1, 2, 3, 3), 2, 1, 3, padding=4, stride=5),
    case("conv_transpose1d", (2, 3, 6), 3, 4, 3, stride=2, padding=1, output_padding=1),
    case("conv_transpose1d", (4, 6), 4, 6, 2, stride=3, groups=2, output_padding=2, bias=False),
    case("conv_transpose1d", (1, 2, 7), 2, 2, 4, dilation=3, padding=2),
    case("conv_transpose2d", (1, 3, 4, 5), 3, 2, [2, 3]),
    case("conv_transpose2d", (3, 4, 5), 3, 2, 4, stride=[2, 1], padding=[1, 2]),
    case("conv_transpose2d", (1, 4, 4, 3), 4, 4, 3, groups=4, stride=2, padding=1, output_padding=[1, 0]),
    case("conv_transpose2d", (1, 2, 3, 4), 2, 3, 2, stride=3, dilation=[1, 4], output_padding=[2, 3], bias=False),
    case("conv_transpose2d", (1, 9, 3, 17), 9, 5, 3, padding=1),
]
with open(os.path.join(sys.argv[1], "convolution.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(f"convolution: {len(cases)} cases")
