namespace Fathom;

/// <summary>He's normal start: variance gain² / fan, 2 / in for ReLU, so that signals keep their size through any depth. For ReLU and its kin.</summary>
/// <remarks><code>
/// source   He, Zhang, Ren and Sun 2015, "Delving deep into rectifiers", arXiv:1502.01852
/// differs  from torch's kaiming_normal_: the gain itself is given (its default there is leaky ReLU of slope 0, which is the same)
/// </code></remarks>
public sealed record HeNormal : Initializer
{
    /// <summary>He's normal start.</summary>
    /// <param name="mode">The fan that keeps variance, that of the inputs by default.</param>
    /// <param name="gain">The activation's <see cref="Fathom.Gain"/>, that of ReLU by default; <c>Gain.LeakyReLU(slope)</c> for a slope.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative or no finite number.</exception>
    public HeNormal(FanMode mode = FanMode.In, double gain = Fathom.Gain.ReLU) => (Mode, Gain) = (mode, CheckScale(gain, nameof(gain)));

    /// <summary>The fan that keeps variance.</summary>
    public FanMode Mode { get; }

    /// <summary>The factor for the activation.</summary>
    public double Gain { get; }

    /// <inheritdoc/>
    public override void Apply(Tensor w, Rng rng) => rng.Normal(w, 0, Gain / Math.Sqrt(Fans.Of(w.Shape)[Mode]));
}
