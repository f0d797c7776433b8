using System.Buffers;

namespace Fathom;

/// <summary>Augmentations one after another; what <c>first + second</c> makes. None leaves examples as they are.</summary>
/// <remarks><code>
/// formula   y = fₙ(… f₂(f₁(x)))
/// shapes    as each makes of the one before
/// source    composition of functions; torchvision.transforms.Compose
/// </code></remarks>
public sealed record Compose : Augmentation
{
    private readonly Augmentation[] _steps;

    /// <summary>Puts augmentations in order.</summary>
    /// <param name="steps">The first to be applied first; compositions among them are taken apart.</param>
    /// <exception cref="ArgumentNullException">One is null.</exception>
    public Compose(params ReadOnlySpan<Augmentation> steps)
    {
        var all = new List<Augmentation>();
        foreach (Augmentation step in steps)
        {
            ArgumentNullException.ThrowIfNull(step, nameof(steps));
            all.AddRange(step is Compose several ? several._steps : [step]);
        }

        _steps = [.. all];
    }

    /// <summary>The augmentations in order.</summary>
    public IReadOnlyList<Augmentation> Steps => _steps;

    /// <inheritdoc/>
    public override Shape Plan(in Shape x)
    {
        Shape shape = x;
        foreach (Augmentation step in _steps)
            shape = step.Plan(shape);
        return shape;
    }

    /// <inheritdoc/>
    public override void Change(ReadOnlySpan<float> x, in Shape shape, Span<float> y, Rng rng)
    {
        if (_steps.Length == 0)
        {
            x.CopyTo(y);
            return;
        }

        // Each step draws from where the one before it stopped: one stream an example is enough.
        int longest = 0;
        Shape at = shape;
        foreach (Augmentation step in _steps)
        {
            at = step.Plan(at);
            longest = Math.Max(longest, at.Length);
        }

        float[] first = ArrayPool<float>.Shared.Rent(longest), second = ArrayPool<float>.Shared.Rent(longest);
        ReadOnlySpan<float> from = x;
        at = shape;
        for (int i = 0; i < _steps.Length; i++)
        {
            Shape next = _steps[i].Plan(at);
            Span<float> to = i == _steps.Length - 1 ? y : first.AsSpan(0, next.Length);
            _steps[i].Change(from, at, to, rng);
            from = to;
            at = next;
            (first, second) = (second, first);
        }

        ArrayPool<float>.Shared.Return(first);
        ArrayPool<float>.Shared.Return(second);
    }

    /// <summary>Whether the other has equal augmentations in the same order.</summary>
    public bool Equals(Compose? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Aggregate(_steps.Length, HashCode.Combine);

    /// <summary>The augmentations with a plus between them.</summary>
    public override string ToString() => _steps.Length == 0 ? "nothing" : string.Join(" + ", _steps.Select(step => step.ToString()));
}
