namespace Fathom;

/// <summary>A layer that multiplies by weights, as a linear layer and a convolution do: what a summary needs to count the work.</summary>
internal interface IProduct
{
    /// <summary>Multiplications, each with an addition, for every number of the output.</summary>
    long MultiplyAddsPerOutput { get; }
}
