using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class MovementSamples : ISamples
{
    private const string Chosen = "the element is not chosen";

    public IEnumerable<Sample> All =>
    [
        new(typeof(O.Permute), x => x[0].Permute(2, 0, 1), Between(-2, 2, 2, 3, 4)) { Refused = x => x[0].Permute(0, 1, 1) },
        new(typeof(O.Permute), x => x[0].Transpose(), Between(-2, 2, 19, 21)) { Variant = "transpose", Refused = x => x[0].Transpose(0, 2) },
        new(typeof(O.Permute), x => x[0].Permute(3, 1, 0, 2), Between(-2, 2, 3, 2, 4, 18)) { Variant = "four", Refused = x => x[0].Permute(0, 1) },
        new(typeof(O.Expand), x => x[0].Expand(3, 2, 4), Between(-2, 2, 2, 1)) { Refused = x => x[0].Expand(3, 4) },
        new(typeof(O.Slice), x => x[0].Slice(1, 1, 5, 2), Between(-2, 2, 2, 6, 3)) { HidesNaN = Chosen, Refused = x => x[0].Slice(3, 0) },
        new(typeof(O.Slice), x => x[0].Slice(-1, -4), Between(-2, 2, 3, 6)) { Variant = "from the end", HidesNaN = Chosen, Refused = x => x[0].Slice(0, 0, 2, 0) },
        new(typeof(O.Pad), x => x[0].Pad([1, 2, 0, 1], 0.5), Between(-2, 2, 2, 3)),
        new(typeof(O.Pad), x => x[0].Pad([-1, 1]), Between(-2, 2, 2, 3)) { Variant = "cut", HidesNaN = "it is cut off", Refused = x => x[0].Pad([1, 2, 3]) },
        new(typeof(O.Concat), x => Tensor.Concat([x[0], x[1]], 1), Between(-2, 2, 2, 3), Between(-2, 2, 2, 2)) { Refused = x => Tensor.Concat([x[0], x[1]], 0) },
        new(typeof(O.Concat), x => Tensor.Stack([x[0], x[1], x[0]], -1), Between(-2, 2, 2, 3), Between(-2, 2, 2, 3)) { Variant = "stack", Refused = x => Tensor.Stack([x[0], x[1].Transpose()]) },
        new(typeof(O.IndexSelect), x => x[0].IndexSelect(1, x[1]), Between(-2, 2, 2, 4, 3), Numbers(4, 6)) { Refused = x => x[0].IndexSelect(1, x[0]) },
        new(typeof(O.Embedding), x => x[0].Embedding(x[1]), Between(-2, 2, 5, 3), Numbers(5, 2, 9)) { Refused = x => x[0].Embedding(x[0]) },
        new(typeof(O.Gather), x => x[0].Gather(1, x[1]), Between(-2, 2, 3, 4, 2), Numbers(4, 2, 5, 2)) { HidesNaN = Chosen, Refused = x => x[0].Gather(0, x[1]) },
        new(typeof(O.Where), x => Tensor.Where(x[0], x[1], x[2]), Mask(3, 1), Between(-2, 2, 3, 4), Between(-2, 2, 4)) { HidesNaN = Chosen },
        new(typeof(O.MaskedFill), x => x[0].MaskedFill(x[1], -1e9), Between(-2, 2, 3, 4), Mask(3, 4)) { HidesNaN = "it is filled over" },
        new(typeof(O.Tril), x => x[0].Tril(), Between(-2, 2, 2, 4, 3)),
        new(typeof(O.Tril), x => x[0].Tril(-1), Between(-2, 2, 4, 4)) { Variant = "below", HidesNaN = "it is cleared", Refused = x => x[0].Reshape(16).Tril() },
        new(typeof(O.Diagonal), x => x[0].Diagonal(0, 2), Between(-2, 2, 3, 2, 3)) { Refused = x => x[0].Diagonal(0, 1) },
        new(typeof(O.Compare), x => x[0].Less(x[1]), Between(-2, 2, 3, 4), Between(-2, 2, 4)) { HidesNaN = "no comparison with NaN holds", Refused = x => x[0].Less(x[1].To(DType.Float32)) },
    ];
}
