using System.Buffers;
using System.Globalization;

namespace Fathom;

/// <summary>An ensemble, networks side by side on the same input: y = [f₁(x), f₂(x), …, f_K(x)] along the last axis.</summary>
/// <remarks><code>
/// shapes    x (N, …) → y (N, …, Σ outputs of the members)
/// names     0, 1, 2, … of the members
/// source    Hansen and Salamon 1990, "Neural network ensembles"; Torch7's nn.Concat
/// </code>
/// With targets repeated K times, K networks are trained apart from each other in one training, since no weight of one changes the loss of another; their mean
/// is steadier than each.</remarks>
/// <exception cref="ShapeException">The members give shapes that differ before the last axis.</exception>
public sealed class Ensemble : Layer, ILayer<Ensemble>
{
    private readonly Layer[] _members;

    /// <summary>Puts networks side by side.</summary>
    public Ensemble(params ReadOnlySpan<Layer> members)
    {
        _members = members.ToArray();
        if (_members.Length == 0)
            throw new ArgumentException("Ensemble: there are no members; expected at least one.", nameof(members));
        int missing = Array.IndexOf(_members, null);
        if (missing >= 0)
            throw new ArgumentNullException(nameof(members), $"Ensemble: member {missing} is null.");
    }

    static string ILayer<Ensemble>.Name => "Ensemble";

    /// <summary>The networks.</summary>
    public IReadOnlyList<Layer> Members => _members;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _members.Select((member, i) => (Part)(i.ToString(CultureInfo.InvariantCulture), member));

    static Ensemble ILayer<Ensemble>.Create(Settings settings) => new(settings.Layers("members"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        Tensor[] outputs = ArrayPool<Tensor>.Shared.Rent(_members.Length);
        try
        {
            for (int i = 0; i < _members.Length; i++)
            {
                using ModuleScope member = _members[i].Running();
                outputs[i] = member.Gives(_members[i].Forward(x));
            }

            return _members.Length == 1 ? outputs[0] : Tensor.Concat(outputs.AsSpan(0, _members.Length), axis: -1);
        }
        finally
        {
            ArrayPool<Tensor>.Shared.Return(outputs, clearArray: true);
        }
    }

    void ILayer<Ensemble>.Describe(Settings settings) => settings.Set("members", _members);

    /// <inheritdoc/>
    public override string ToString()
    {
        string[] members = [.. _members.Select(member => member.ToString() ?? "")];
        return members.Length > 1 && members.All(member => member == members[0]) ? $"Ensemble({members.Length} × {members[0]})" : $"Ensemble({string.Join(", ", members)})";
    }
}
