namespace Fathom;

/// <summary>He's uniform start: evenly over ±gain·√(3 / fan), variance gain² / fan. For ReLU and its kin.</summary>
/// <remarks><code>
/// gain √2 (ReLU, the default) → variance 2 / fan      gain √⅓ → ±1/√fan, the start of torch's Linear
/// source   He, Zhang, Ren and Sun 2015, "Delving deep into rectifiers", arXiv:1502.01852
/// differs  from torch's kaiming_uniform_: the gain itself is given (its default there is leaky ReLU of slope 0, which is the same)
/// </code></remarks>
public sealed record HeUniform : Initializer
{
    /// <summary>He's uniform start.</summary>
    /// <param name="mode">The fan that keeps variance, that of the inputs by default.</param>
    /// <param name="gain">The activation's <see cref="Fathom.Gain"/>, that of ReLU by default; <c>Gain.LeakyReLU(slope)</c> for a slope.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative or no finite number.</exception>
    public HeUniform(FanMode mode = FanMode.In, double gain = Fathom.Gain.ReLU) => (Mode, Gain) = (mode, CheckScale(gain, nameof(gain)));

    /// <summary>The fan that keeps variance.</summary>
    public FanMode Mode { get; }

    /// <summary>The factor for the activation.</summary>
    public double Gain { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng)
    {
        double limit = Gain * Math.Sqrt(3.0 / Fans.Of(w.Shape)[Mode]);
        rng.Uniform(w, -limit, limit);
    }
}
