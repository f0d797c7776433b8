namespace Fathom;

/// <summary>Glorot's normal start: variance gain²·2 / (in + out), so that neither signals nor gradients grow or shrink. For sigmoid and tanh.</summary>
/// <remarks><code>
/// source   Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"
/// differs  from torch's xavier_normal_: nothing; from books that give 1/in, which is LeCun's
/// </code></remarks>
public sealed record XavierNormal : Initializer
{
    /// <summary>Glorot's normal start.</summary>
    /// <param name="gain">The activation's <see cref="Fathom.Gain"/>, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative or no finite number.</exception>
    public XavierNormal(double gain = Fathom.Gain.Linear) => Gain = CheckScale(gain, nameof(gain));

    /// <summary>The factor for the activation.</summary>
    public double Gain { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        Fans fans = Fans.Of(w.Shape);
        rng.Normal(w, 0, Gain * Math.Sqrt(2.0 / ((double)fans.In + fans.Out)));
    }
}
