using System.Buffers;
using System.Globalization;

namespace Fathom;

/// <summary>Networks side by side on the same input: y = [f₁(x), f₂(x), …, f_K(x)] along the last axis.</summary>
/// <remarks><code>
/// shapes    x (N, …) → y (N, …, Σ outputs of the branches)
/// names     0, 1, 2, … of the branches
/// source    Hansen and Salamon 1990, "Neural network ensembles"; Torch7's nn.Concat
/// </code>
/// With targets repeated K times, K networks are trained apart from each other in one training, since no weight of one changes the loss of another: an
/// ensemble, whose mean is steadier than its members.</remarks>
/// <exception cref="ShapeException">The branches give shapes that differ before the last axis.</exception>
public sealed class Parallel : Layer, ILayer<Parallel>
{
    private readonly Layer[] _branches;

    /// <summary>Puts networks side by side.</summary>
    public Parallel(params ReadOnlySpan<Layer> branches)
    {
        _branches = branches.ToArray();
        if (_branches.Length == 0)
            throw new ArgumentException("Parallel: there are no branches; expected at least one.", nameof(branches));
        int missing = Array.IndexOf(_branches, null);
        if (missing >= 0)
            throw new ArgumentNullException(nameof(branches), $"Parallel: branch {missing} is null.");
    }

    static string ILayer<Parallel>.Name => "Parallel";

    /// <summary>The networks.</summary>
    public IReadOnlyList<Layer> Branches => _branches;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _branches.Select((branch, i) => (Part)(i.ToString(CultureInfo.InvariantCulture), branch));

    static Parallel ILayer<Parallel>.Create(Settings settings) => new(settings.Layers("branches"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor[] outputs = ArrayPool<Tensor>.Shared.Rent(_branches.Length);
        try
        {
            for (int i = 0; i < _branches.Length; i++)
                outputs[i] = _branches[i].Forward(x);
            return _branches.Length == 1 ? outputs[0] : Tensor.Concat(outputs.AsSpan(0, _branches.Length), axis: -1);
        }
        finally
        {
            ArrayPool<Tensor>.Shared.Return(outputs, clearArray: true);
        }
    }

    void ILayer<Parallel>.Describe(Settings settings) => settings.Set("branches", _branches);

    /// <inheritdoc/>
    public override string ToString() => $"Parallel({string.Join(", ", _branches.Select(branch => branch.ToString()))})";
}
