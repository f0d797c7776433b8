namespace Fathom;

/// <summary>A layer that multiplies by weights, as a linear layer and a convolution do: what a summary needs to count the work.</summary>
internal interface IProduct
{
    /// <summary>Multiplications, each with an addition.</summary>
    /// <param name="inputs">How many numbers come in.</param>
    /// <param name="outputs">How many numbers come out.</param>
    long MultiplyAdds(long inputs, long outputs);
}
