namespace Fathom;

/// <summary>Glorot's uniform start: evenly over ±gain·√(6 / (in + out)), so that neither signals nor gradients grow or shrink. For sigmoid and tanh.</summary>
/// <remarks><code>
/// source   Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"
/// differs  from torch's xavier_uniform_: nothing
/// </code></remarks>
public sealed record XavierUniform : Initializer
{
    /// <summary>Glorot's uniform start.</summary>
    /// <param name="gain">The activation's <see cref="Fathom.Gain"/>, 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative or no finite number.</exception>
    public XavierUniform(double gain = Fathom.Gain.Linear) => Gain = CheckScale(gain, nameof(gain));

    /// <summary>The factor for the activation.</summary>
    public double Gain { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        Fans fans = Fans.Of(w.Shape);
        double limit = Gain * Math.Sqrt(6.0 / ((double)fans.In + fans.Out));
        rng.Uniform(w, -limit, limit);
    }
}
