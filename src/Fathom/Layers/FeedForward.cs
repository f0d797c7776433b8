namespace Fathom;

/// <summary>The small network that serves each place of a transformer's block: W₂·dropout(g(W₁·x + b₁)) + b₂, and dropout after it.</summary>
internal sealed class FeedForward
{
    private readonly Linear _linear1, _linear2;
    private readonly Activation _activation;
    private readonly Dropout _inner, _outer;

    public FeedForward(int width, int inner, double dropout, string activation, bool bias, Rng rng)
    {
        _linear1 = new Linear(width, Require.Positive(inner, "feedForward"), bias, rng: rng);
        _linear2 = new Linear(inner, width, bias, rng: rng);
        _activation = Activations.Create(activation);
        Activation = activation.ToLowerInvariant();
        _inner = new Dropout(dropout, rng);
        _outer = new Dropout(dropout, rng);
    }

    /// <summary>How wide it is inside.</summary>
    public int Inner => _linear1.Outputs;

    /// <summary>The activation's name.</summary>
    public string Activation { get; }

    /// <summary>Its parts, which stand in the block itself as PyTorch has them.</summary>
    /// <param name="last">The name of the last dropout.</param>
    public IEnumerable<Part> Parts(string last) => [("linear1", _linear1), ("activation", _activation), ("dropout", _inner), ("linear2", _linear2), (last, _outer)];

    public Tensor Forward(Tensor x)
    {
        Interior inside = Interior.Begin();
        Tensor h = inside.Result(_linear1.Forward(x));
        h = inside.Result(_activation.Forward(h));
        h = inside.Result(_inner.Forward(h));
        h = inside.Result(_linear2.Forward(h));
        return inside.Result(_outer.Forward(h));
    }
}
