namespace Fathom;

/// <summary>A signal earlier or later: y[t] = x[t − s]; what leaves at one end comes in at the other, or silence does.</summary>
/// <remarks><code>
/// formula   y[t] = x[t − s], s whole, evenly drawn from −share·T…share·T; outside x: 0, or round the corner
/// shapes    (…, T) → the same
/// source    Salamon and Bello 2017, "Deep convolutional neural networks and data augmentation for environmental sound classification", arXiv:1608.04363
/// </code></remarks>
public sealed record RandomShift : Augmentation
{
    /// <summary>Settles how far.</summary>
    /// <param name="share">The largest shift as a share of the length, from 0 to 1, both ways; .1 by default.</param>
    /// <param name="roll">Whether what leaves comes in at the other end; otherwise 0 does.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public RandomShift(double share = 0.1, bool roll = false)
    {
        Share = Chance.Of(share, nameof(share));
        Roll = roll;
    }

    /// <summary>The largest shift as a share of the length.</summary>
    public double Share { get; }

    /// <summary>Whether what leaves comes in at the other end.</summary>
    public bool Roll { get; }

    /// <inheritdoc/>
    public override Shape Plan(in Shape x) => Signals.Kept(x, nameof(RandomShift));

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        int length = shape[^1], most = (int)(Share * length), shift = Images.Below((2 * most) + 1, rng) - most, kept = length - Math.Abs(shift);
        int from = Math.Max(0, -shift), to = Math.Max(0, shift), rest = shift > 0 ? 0 : kept;
        for (int at = 0; at < x.Length; at += length)
        {
            x.Slice(at + from, kept).CopyTo(y[(at + to)..]);
            Span<float> open = y.Slice(at + rest, length - kept);
            if (Roll)
                x.Slice(at + (shift > 0 ? kept : 0), length - kept).CopyTo(open);
            else
                open.Clear();
        }
    }
}
