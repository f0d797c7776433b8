using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>The same learning rate at every step.</summary>
/// <remarks><code>
/// formula  lr(t) = rate
/// source   Rumelhart, Hinton and Williams 1986: gradient descent with one rate
/// </code></remarks>
public sealed record Constant : Schedule, ISchedule<Constant>
{
    /// <summary>A constant rate.</summary>
    /// <param name="rate">The learning rate, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or no finite number.</exception>
    public Constant(double rate) => Rate = CheckRate(rate, nameof(rate));

    /// <summary>The learning rate.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override double At(long step) => Rate;

    static string ISchedule<Constant>.Kind => "constant";

    static Constant ISchedule<Constant>.Read(StrictOptions options) => new(options.Number("rate"));

    void ISchedule<Constant>.Write(JsonObject json)
    {
        json["rate"] = Rate;
    }
}
