"""Attention and transformer blocks with every argument they have, computed by PyTorch 1.13 in float64: writes attention.json.

    python3 tests/Fathom.Conformance/peer/attention_cases.py tests/Fathom.Conformance/more-cases
"""
import json, math, os, sys
import torch
import torch.nn as nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261123)


def number(v):
    return v if isinstance(v, int) else "nan" if math.isnan(v) else ("inf" if v > 0 else "-inf") if math.isinf(v) else float(f"{v:.12g}")


def array(t):
    return {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "data": [number(v) for v in t.detach().reshape(-1).tolist()]}


def used(t):
    return torch.tensor([float(f"{v:.12g}") for v in t.reshape(-1).tolist()]).reshape(t.shape)


def case(name, module, args, inputs, call, masks={}):
    """Inputs that are floating-point numbers want gradients; masks do not. Parameters are drawn anew, biases too."""
    module.train()
    leaves = {}
    for key, p in module.named_parameters():
        p.data = used(torch.randn(p.shape) * (0.5 if p.dim() > 1 else 0.3) + (1 if key.startswith("norm") and key.endswith("weight") else 0))
        leaves["param." + key] = p
    own = {k: used(v).requires_grad_() for k, v in inputs.items()}
    leaves.update(own)
    outs = call(module, **own, **masks)
    outs = {"output": outs} if torch.is_tensor(outs) else {k: v for k, v in zip(("output", "weights"), outs) if v is not None}
    ups = {k: used(torch.randn(v.shape)) for k, v in outs.items()}
    grads = torch.autograd.grad(list(outs.values()), list(leaves.values()), list(ups.values()))
    return {"name": name, "args": args, "inputs": {k: array(v) for k, v in {**own, **masks, **{k: v for k, v in leaves.items() if k.startswith("param.")}}.items()},
            "outputs": {k: array(v) for k, v in outs.items()}, "output_grads": {k: array(v) for k, v in ups.items()},
            "input_grads": {k: array(g) for k, g in zip(leaves, grads)}}


def multi_head():
    r, out, inf = torch.randn, [], float("inf")
    later = lambda l, s: torch.ones(l, s, dtype=torch.bool).triu(1)

    def add(args, inputs, masks={}, average=True, weights=True):
        module = nn.MultiheadAttention(**args)
        spoken = {**args, **({} if average else {"average_attn_weights": False}), **({} if weights else {"need_weights": False})}
        def call(m, q, k=None, v=None, **masks):
            return m(q, q if k is None else k, q if v is None else v, need_weights=weights, average_attn_weights=average, **masks)
        names = {"q": "q", "k": "k", "v": "v"} if "k" in inputs else {"q": "x"}
        made = case("multi_head_attention", module, spoken, inputs, call, masks)
        if "k" not in inputs:
            for part in ("inputs", "input_grads"):
                made[part] = {names.get(k, k): a for k, a in made[part].items()}
        out.append(made)

    add({"embed_dim": 6, "num_heads": 3, "batch_first": True}, {"q": r(2, 4, 6)})
    add({"embed_dim": 6, "num_heads": 1, "batch_first": True, "bias": False}, {"q": r(3, 5, 6)}, average=False)
    add({"embed_dim": 8, "num_heads": 4, "batch_first": False}, {"q": r(5, 2, 8)}, {"attn_mask": later(5, 5)})
    add({"embed_dim": 8, "num_heads": 4}, {"q": r(4, 8)}, {"attn_mask": later(4, 4)}, average=False)
    add({"embed_dim": 4, "num_heads": 2, "batch_first": True}, {"q": r(2, 3, 4), "k": r(2, 5, 4), "v": r(2, 5, 4)}, {"attn_mask": torch.tensor([[0, 1, 0, 0, 0], [0, 0, 0, 1, 1], [1, 0, 1, 0, 0]]).bool()})
    add({"embed_dim": 4, "num_heads": 2, "batch_first": True}, {"q": r(2, 3, 4), "k": r(2, 5, 4), "v": r(2, 5, 4)}, {"attn_mask": used(r(4, 3, 5))}, weights=False)
    add({"embed_dim": 4, "num_heads": 2, "batch_first": True}, {"q": r(2, 3, 4), "k": r(2, 5, 4), "v": r(2, 5, 4)},
        {"attn_mask": torch.where(r(3, 5) > 1.2, torch.tensor(-inf), torch.tensor(0.3)), "key_padding_mask": torch.tensor([[0, 0, 0, 0, 1], [0, 0, 0, 0, 0]]).bool()})
    add({"embed_dim": 6, "num_heads": 2, "batch_first": True, "kdim": 5, "vdim": 3}, {"q": r(2, 3, 6), "k": r(2, 4, 5), "v": r(2, 4, 3)}, average=False)
    add({"embed_dim": 6, "num_heads": 2, "kdim": 6, "vdim": 3, "bias": False}, {"q": r(3, 2, 6), "k": r(4, 2, 6), "v": r(4, 2, 3)}, {"key_padding_mask": torch.tensor([[0, 0, 1, 1], [1, 0, 0, 0]]).bool()})
    add({"embed_dim": 6, "num_heads": 2, "batch_first": True, "add_bias_kv": True}, {"q": r(2, 4, 6)}, {"attn_mask": later(4, 4)})
    add({"embed_dim": 6, "num_heads": 2, "batch_first": True, "add_zero_attn": True}, {"q": r(2, 4, 6)}, {"key_padding_mask": torch.tensor([[0, 0, 0, 1], [0, 1, 1, 1]]).bool()})
    add({"embed_dim": 6, "num_heads": 3, "batch_first": True, "add_bias_kv": True, "add_zero_attn": True}, {"q": r(2, 2, 6), "k": r(2, 4, 6), "v": r(2, 4, 6)},
        {"key_padding_mask": torch.tensor([[0, 0, 0, 1], [0, 1, 1, 1]]).bool()}, average=False)
    add({"embed_dim": 6, "num_heads": 3, "add_bias_kv": True}, {"q": r(4, 6)}, weights=False)
    add({"embed_dim": 8, "num_heads": 2, "batch_first": True}, {"q": r(1, 70, 8)}, {"attn_mask": later(70, 70)}, weights=False)
    return out


def blocks():
    r, out = torch.randn, []
    later = lambda t: torch.ones(t, t, dtype=torch.bool).triu(1)
    base = {"dropout": 0, "batch_first": True}

    def encoder(args, x, masks={}):
        args = {**base, **args}
        out.append(case("transformer_encoder_layer", nn.TransformerEncoderLayer(**args), args, {"x": x}, lambda m, x, **masks: m(x, **masks), masks))

    def decoder(args, x, memory, masks={}):
        args = {**base, **args}
        out.append(case("transformer_decoder_layer", nn.TransformerDecoderLayer(**args), args, {"x": x, "memory": memory}, lambda m, x, memory, **masks: m(x, memory, **masks), masks))

    encoder({"d_model": 6, "nhead": 3, "dim_feedforward": 5, "layer_norm_eps": 1e-3}, r(2, 4, 6), {"src_mask": later(4)})
    encoder({"d_model": 6, "nhead": 1, "dim_feedforward": 7, "activation": "gelu", "norm_first": True}, r(3, 5, 6), {"src_key_padding_mask": torch.tensor([[0, 0, 0, 0, 0], [0, 0, 0, 1, 1], [1, 0, 0, 0, 0]]).bool()})
    encoder({"d_model": 4, "nhead": 2, "dim_feedforward": 9, "batch_first": False, "norm_first": True}, r(5, 2, 4), {"src_mask": later(5), "src_key_padding_mask": torch.tensor([[0, 0, 0, 0, 1], [0, 0, 1, 1, 1]]).bool()})
    encoder({"d_model": 4, "nhead": 2, "dim_feedforward": 3, "activation": "gelu"}, r(5, 4))
    decoder({"d_model": 8, "nhead": 2, "dim_feedforward": 6}, r(2, 4, 8), r(2, 5, 8))
    decoder({"d_model": 8, "nhead": 4, "dim_feedforward": 6, "activation": "gelu", "norm_first": True, "layer_norm_eps": 1e-4}, r(2, 4, 8), r(2, 3, 8),
            {"tgt_mask": later(4), "memory_key_padding_mask": torch.tensor([[0, 0, 1], [0, 0, 0]]).bool()})
    decoder({"d_model": 6, "nhead": 2, "dim_feedforward": 4, "batch_first": False}, r(3, 2, 6), r(4, 2, 6),
            {"tgt_key_padding_mask": torch.tensor([[0, 0, 1], [0, 0, 0]]).bool(), "memory_mask": torch.tensor([[0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]]).bool()})
    return out


def sinusoidal():
    def waves(length, width):
        place, even = torch.arange(length)[:, None], torch.arange(0, width, 2)
        angle = place * torch.exp(even * (-math.log(10000.0) / width))
        table = torch.zeros(length, width)
        table[:, 0::2], table[:, 1::2] = torch.sin(angle), torch.cos(angle[:, :width // 2])
        return table
    return [{"name": "sinusoidal_positions", "args": {"length": l, "d_model": d}, "inputs": {"x": array(torch.zeros(1))}, "outputs": {"output": array(waves(l, d))},
             "output_grads": {}, "input_grads": {}} for l, d in [(1, 2), (50, 6), (7, 5), (3, 64)]]


with open(os.path.join(sys.argv[1], "attention.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c) for c in multi_head() + blocks() + sinusoidal()) + "\n]\n")
