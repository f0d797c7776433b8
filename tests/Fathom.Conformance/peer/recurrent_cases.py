"""Reference cases of recurrent layers: other shapes and arguments than those handed down, lengths among them, computed by PyTorch 1.13 in float64.

    python3 tests/Fathom.Conformance/peer/recurrent_cases.py tests/Fathom.Conformance/more-cases/recurrent.json

Needs PyTorch; the cases it wrote stand in the repository. Format: cases/README.md. `lengths` are run as a packed sequence, unsorted.
"""
import json, sys
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261122)


def rounded(values):
    return [float(f"{v:.12g}") for v in values]


def array(t):
    return {"dtype": "float64", "shape": list(t.shape), "data": rounded(t.detach().reshape(-1).tolist())}


def used(t):
    """The input as it is written, so that stored digits are exactly those computed with."""
    return torch.tensor(rounded(t.reshape(-1).tolist())).reshape(t.shape)


def case(kind, args, shape, initial=True, training=True):
    lengths = args.get("lengths")
    settings = {k: v for k, v in args.items() if k not in ("lengths", "training")}
    m = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](**settings)
    m.train(training)
    with torch.no_grad():
        for p in m.parameters():
            p.copy_(used(p))
    first = args.get("batch_first", False)
    rows = [] if len(shape) == 2 else [shape[0 if first else 1]]
    directions = 2 if args.get("bidirectional") else 1
    count = args.get("num_layers", 1) * directions
    hidden = args["hidden_size"]
    inputs = {"x": used(torch.randn(shape)).requires_grad_()}
    if initial:
        inputs["h0"] = used(torch.randn([count] + rows + [args.get("proj_size") or hidden])).requires_grad_()
        if kind == "lstm":
            inputs["c0"] = used(torch.randn([count] + rows + [hidden])).requires_grad_()
    state = (inputs["h0"], inputs["c0"]) if initial and kind == "lstm" else inputs["h0"] if initial else None
    if lengths:
        packed = pack_padded_sequence(inputs["x"], torch.tensor(lengths), batch_first=first, enforce_sorted=False)
        y, state = m(packed, state)
        y, _ = pad_packed_sequence(y, batch_first=first, total_length=shape[1 if first else 0])
    else:
        y, state = m(inputs["x"], state)
    outputs = {"output": y}
    if kind == "lstm":
        outputs["h_n"], outputs["c_n"] = state
    else:
        outputs["h_n"] = state
    upstream = {k: used(torch.randn(v.shape)) for k, v in outputs.items()}
    torch.autograd.backward(list(outputs.values()), list(upstream.values()))
    inputs.update({"param." + k: v for k, v in m.named_parameters()})
    return {
        "name": kind,
        "args": args,
        "inputs": {k: array(v) for k, v in inputs.items()},
        "outputs": {k: array(v) for k, v in outputs.items()},
        "output_grads": {k: array(v) for k, v in upstream.items()},
        "input_grads": {k: array(v.grad) for k, v in inputs.items()},
    }


def cases():
    for kind, extras in [("rnn", [{}, {"nonlinearity": "relu"}]), ("lstm", [{}, {"proj_size": 2}]), ("gru", [{}])]:
        for extra in extras:
            size = {"input_size": 3, "hidden_size": 5, **extra}
            yield case(kind, size, (1, 1, 3), initial=False)
            yield case(kind, {**size, "bias": False}, (4, 2, 3))
            yield case(kind, {**size, "batch_first": True, "num_layers": 3}, (2, 4, 3), initial=False)
            yield case(kind, {**size, "bidirectional": True, "num_layers": 2, "bias": False}, (4, 3, 3))
            yield case(kind, size, (6, 3))                                            # one sequence, no axis for the batch
            yield case(kind, {**size, "bidirectional": True, "batch_first": True}, (6, 3), initial=False)
            yield case(kind, {**size, "batch_first": True, "lengths": [2, 5, 1]}, (3, 5, 3))
            yield case(kind, {**size, "bidirectional": True, "num_layers": 2, "lengths": [3, 1, 6, 4]}, (6, 4, 3))
            yield case(kind, {**size, "bidirectional": True, "batch_first": True, "lengths": [3, 2]}, (2, 5, 3), initial=False)
            yield case(kind, {**size, "num_layers": 2, "dropout": 0.5, "training": False}, (3, 2, 3), training=False)
        wide = {"input_size": 2, "hidden_size": 19, **extras[-1]}
        yield case(kind, {**wide, "batch_first": True}, (18, 3, 2))                   # more rows than a tile, a width that no vector divides


with open(sys.argv[1], "w") as f:
    all_cases = list(cases())
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in all_cases) + "\n]\n")
    print(f"{len(all_cases)} cases")
