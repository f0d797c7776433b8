using System.Text.Json.Nodes;

namespace Fathom;

/// <summary>A rate that falls at steps of your choice: from · γ^#{milestones ≤ t}.</summary>
/// <remarks><code>
/// differs  from torch's MultiStepLR: nothing but the names
/// formula  lr(t) = lr·γᵏ, k the number of milestones at or before t
/// source   torch.optim.lr_scheduler.MultiStepLR
/// </code></remarks>
public sealed record MultiStepDecay : Schedule, ISchedule<MultiStepDecay>
{
    private readonly long[] _milestones;

    /// <summary>A decay at milestones.</summary>
    /// <param name="from">The rate of step 0.</param>
    /// <param name="milestones">The steps at which the rate falls, growing, 1 or more each.</param>
    /// <param name="gamma">The factor of each fall, above 0 and at most 1; .1 by default.</param>
    /// <exception cref="ArgumentException">An argument is out of its range, or the milestones do not grow.</exception>
    public MultiStepDecay(double from, IEnumerable<long> milestones, double gamma = 0.1)
    {
        From = CheckRate(from, nameof(from));
        _milestones = [.. milestones];
        for (int i = 0; i < _milestones.Length; i++)
            if (_milestones[i] <= (i == 0 ? 0 : _milestones[i - 1]))
                throw new ArgumentException($"MultiStepDecay: milestones grow, from 1 on; got {string.Join(", ", _milestones)}.", nameof(milestones));
        Gamma = CheckFactor(gamma, nameof(gamma));
    }

    /// <summary>The rate of step 0.</summary>
    public double From { get; }

    /// <summary>The steps at which the rate falls.</summary>
    public IReadOnlyList<long> Milestones => _milestones;

    /// <summary>The factor of each fall.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double At(long step)
    {
        int passed = Array.BinarySearch(_milestones, step);
        return From * Math.Pow(Gamma, passed < 0 ? ~passed : passed + 1);
    }

    /// <inheritdoc/>
    public bool Equals(MultiStepDecay? other) =>
        other is not null && From == other.From && Gamma == other.Gamma && _milestones.AsSpan().SequenceEqual(other._milestones);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, Gamma, _milestones.Length);

    static string ISchedule<MultiStepDecay>.Kind => "multi-step";

    static MultiStepDecay ISchedule<MultiStepDecay>.Read(StrictOptions options) => new(options.Number("from"), options.Wholes("milestones"), options.Number("gamma"));

    void ISchedule<MultiStepDecay>.Write(JsonObject json)
    {
        json["from"] = From;
        json["milestones"] = new JsonArray([.. _milestones.Select(step => (JsonNode)step)]);
        json["gamma"] = Gamma;
    }
}
