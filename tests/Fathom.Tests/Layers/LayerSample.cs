namespace Fathom.Tests.Layers;

/// <summary>One layer to test.</summary>
/// <param name="Create">Makes it.</param>
/// <param name="Input">The shape of an input.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Parameters">PyTorch's names and shapes of its parameters.</param>
/// <param name="Type">The type of the input.</param>
internal sealed record LayerSample(Func<Layer> Create, int[] Input, int[] Output, string Parameters, DType Type = DType.Float32)
{
    /// <summary>An input of given random numbers; indices are below 6.</summary>
    public Tensor Draw(ulong seed, DType floating = DType.Float32) => Type == DType.Int64
        ? new Rng(seed).Uniform(Input, 0, 6, DType.Float64).To(DType.Int64)
        : new Rng(seed).Normal(Input, 0, 1, floating);

    public override string ToString() => Create().ToString();
}
