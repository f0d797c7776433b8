namespace Fathom;

/// <summary>Every row once, every order equally likely.</summary>
internal sealed class ShuffleSampler : Sampler
{
    public override int Count(int rows) => rows;

    public override void Fill(Span<int> order, int rows, Rng rng) => rng.Permutation(order);
}
