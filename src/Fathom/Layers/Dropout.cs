using System.Globalization;

namespace Fathom;

/// <summary>Inverted dropout: in training each element is zeroed with probability p and the survivors are scaled by 1/(1 − p); the identity in evaluation.</summary>
/// <remarks><code>
/// formula   y = x·m/(1 − p) in training, m = 1 with probability 1 − p and else 0; y = x in evaluation
/// shapes    x (…) → y (…)
/// gradient  dx = dy · mask/(1 − p)
/// start     a random stream of its own; the mask is a pure function of (seed, stream, counter)
/// differs   from torch.nn.Dropout: p = 1 is refused
/// source    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014
/// </code></remarks>
public sealed class Dropout : Layer, ILayer<Dropout>, IRandom, IInference
{
    /// <summary>Makes a layer with a random stream of its own.</summary>
    /// <param name="p">The probability of dropping an element, in [0, 1). Hidden layers 0.1…0.5, inputs 0.1…0.3, outputs 0.</param>
    /// <param name="rng">What the stream is forked from; <see cref="Rng.Default"/> when not given.</param>
    public Dropout(double p = 0.5, Rng? rng = null)
    {
        Probability = Require.Probability(p, nameof(p));
        Rng = (rng ?? Rng.Default).Fork();
    }

    static string ILayer<Dropout>.Name => "Dropout";

    /// <summary>p: the probability of dropping an element.</summary>
    public double Probability { get; }

    /// <summary>The stream that masks are drawn from.</summary>
    public Rng Rng { get; internal set; }

    static Dropout ILayer<Dropout>.Create(Settings settings) => new(settings.Double("p"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => IsTraining && Probability > 0
        ? new Ops.Dropout(Probability, Rng.Seed, Rng.Stream, Rng.Take(x.Length)).Run(Marked(x))
        : x;

    bool IInference.Build(InferencePlan plan) => true;

    void ILayer<Dropout>.Describe(Settings settings) => settings.Set("p", Probability);

    /// <inheritdoc/>
    public override string ToString() => $"Dropout({Probability.ToString(CultureInfo.InvariantCulture)})";
}
