namespace Fathom;

/// <summary>A layer that, with some layers behind it, reaches the same numbers and gradients with less work than one after the other. <see cref="Sequential"/> asks.</summary>
internal interface IJoined
{
    /// <summary>Whether this layer and <paramref name="next"/> were done together.</summary>
    /// <param name="x">The input of this layer.</param>
    /// <param name="next">The layer behind it.</param>
    /// <param name="y">What the layer behind it gives.</param>
    bool TryForward(Tensor x, Layer next, out Tensor y);
}
