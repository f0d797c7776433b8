using System.Collections;
using System.Globalization;

namespace Fathom;

/// <summary>Layers one after another: y = fₙ(…f₂(f₁(x))). Can be indexed and sliced, sharing the layers.</summary>
/// <remarks><code>
/// shapes    as the layers' own
/// names     0, 1, 2, … as torch.nn.Sequential
/// source    composition of functions; torch.nn.Sequential
/// </code></remarks>
public sealed class Sequential : Layer, ILayer<Sequential>, IReadOnlyList<Layer>, IChain, IInference
{
    private readonly Layer[] _layers;

    /// <summary>Makes a network of layers in order.</summary>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        _layers = layers.ToArray();
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i] is null)
                throw new ArgumentNullException(nameof(layers), $"Sequential: layer {i} is null.");
        }
    }

    static string ILayer<Sequential>.Name => "Sequential";

    /// <summary>The number of layers.</summary>
    public int Count => _layers.Length;

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => _layers.Select((layer, i) => (Part)(i.ToString(CultureInfo.InvariantCulture), layer));

    /// <summary>Layer <paramref name="index"/>.</summary>
    public Layer this[int index] => _layers[index];

    /// <summary>The layers of a range as a network that shares them: <c>model[..^1]</c> leaves out the last.</summary>
    public Sequential this[Range range] => new(_layers.AsSpan()[range]);

    static Sequential ILayer<Sequential>.Create(Settings settings) => new(settings.Layers("layers"));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope whole = Running();
        Interior inside = Interior.Begin();
        for (int i = 0; i < _layers.Length; i++)
        {
            using ModuleScope running = _layers[i].Running();
            // Layers that join are the library's own.
            if (i + 1 < _layers.Length && _layers[i] is IJoined joined && !Probe.Splits && joined.TryForward(x, _layers[i + 1], out Tensor y))
                (x, i) = (inside.Result(y), i + 1);
            else
                x = inside.Result(_layers[i].Forward(x), _layers[i].IsOwn);
            running.Gives(x);
        }

        return x;
    }

    bool IInference.Build(InferencePlan plan)
    {
        Array.ForEach(_layers, plan.Add);
        return true;
    }

    void ILayer<Sequential>.Describe(Settings settings) => settings.Set("layers", _layers);

    /// <inheritdoc/>
    public IEnumerator<Layer> GetEnumerator() => ((IEnumerable<Layer>)_layers).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"Sequential({string.Join(", ", _layers.Select(layer => layer.ToString()))})";
}
