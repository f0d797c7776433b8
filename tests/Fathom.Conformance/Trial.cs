using System.Text.Json;

namespace Fathom.Conformance;

/// <summary>One case run in one element type: its inputs and settings, and what came out. Tables of kinds map a name to a call on this.</summary>
internal sealed class Trial
{
    private readonly Dictionary<string, Tensor> _inputs = [];
    private readonly Dictionary<string, Tensor> _outputs = [];
    private Module? _module;

    public Trial(Case @case, DType type)
    {
        Case = @case;
        Type = type;
        Arguments = @case.Arguments();
    }

    public Case Case { get; }

    /// <summary>Float64 or Float32.</summary>
    public DType Type { get; }

    /// <summary>The settings.</summary>
    public Arguments Arguments { get; }

    /// <summary>The inputs in the file's order.</summary>
    public Tensor[] Inputs => [.. _inputs.Values];

    /// <summary>Whether the case has an input of this name.</summary>
    public bool HasInput(string name) => _inputs.ContainsKey(name);

    /// <summary>An input, or a second result by name.</summary>
    public Tensor this[string name]
    {
        get => _inputs.TryGetValue(name, out Tensor input) ? input : throw new InvalidDataException($"the input \"{name}\" is missing");
        set => _outputs[name] = value;
    }

    /// <summary>A tensor of a list of numbers among the settings; none when it is absent.</summary>
    public Tensor ListTensor(string name) => Arguments.Numbers(name) is { } numbers ? Tensor.From<double>(numbers).To(Type) : default;

    /// <summary>Whether the case has an output of this name.</summary>
    public bool Expects(string output) => Case.Arrays("outputs").Any(entry => entry.Name == output);

    /// <summary>The shape that an output is expected to have.</summary>
    public Shape Expected(string output) => Case.Arrays("outputs").First(entry => entry.Name == output).Values.Shape;

    /// <summary>Runs a case of inputs, outputs and gradients through a table from names to calls.</summary>
    public void Run(IReadOnlyDictionary<string, Func<Trial, Tensor>> table)
    {
        if (!table.TryGetValue(Case.Name, out Func<Trial, Tensor>? call))
            throw new NotKnownException("");
        var gradients = Case.Arrays("input_grads").ToDictionary(entry => entry.Name, entry => entry.Values);
        foreach ((string name, Tensor values) in Case.Arrays("inputs"))
            _inputs[name] = gradients.ContainsKey(name) ? Leaf(values.In(Type)) : values.In(Type);
        Tensor output = call(this);
        Arguments.DemandAllRead();
        _outputs["output"] = output;
        foreach ((string name, Tensor expected) in Case.Arrays("outputs"))
            Comparison.Check(name, _outputs.GetValueOrDefault(name), expected, Tolerance.Of(Type));
        Backward(gradients);
        foreach ((string name, Tensor expected) in Case.Arrays("buffers_after"))
            Comparison.Check($"buffer {name}", Buffer(name), expected, Tolerance.Of(Type));
    }

    /// <summary>Gives a layer the case's parameters and buffers, its type and mode, and takes gradients from it.</summary>
    /// <param name="layer">The layer, of the case's sizes.</param>
    /// <param name="prefix">What stands before parameters' names among the inputs.</param>
    public TLayer Load<TLayer>(TLayer layer, string prefix = "param.")
        where TLayer : Module
    {
        layer.ConvertTo(Type);
        var state = _inputs.Where(input => input.Key.StartsWith(prefix, StringComparison.Ordinal) && layer.State.Any(own => own.Name == input.Key[prefix.Length..]))
            .Select(input => new NamedTensor(input.Key[prefix.Length..], input.Value.Detach()))
            .Concat(Case.Arrays("buffers_before").Select(buffer => new NamedTensor(buffer.Name, buffer.Values.In(Type))));
        layer.Restore([.. state]);
        foreach (NamedTensor parameter in layer.Parameters)
            _inputs[prefix + parameter.Name] = parameter.Tensor;
        if (!Arguments.Flag("training", true))
            layer.Evaluate();
        _module = layer;
        return layer;
    }

    /// <summary>A leaf of its own that wants a gradient.</summary>
    private static Tensor Leaf(Tensor values) => values.Copy().RequireGradient();

    private void Backward(Dictionary<string, Tensor> gradients)
    {
        foreach ((string name, Tensor upstream) in Case.Arrays("output_grads"))
        {
            Tensor output = _outputs.TryGetValue(name, out Tensor found) ? found : throw new InvalidDataException($"output_grads names \"{name}\", which is no output");
            if (output.NeedsGradient)
                output.Backward(upstream.In(Type));
        }

        foreach ((string name, Tensor expected) in gradients)
        {
            Tensor gradient = this[name].Gradient;
            Comparison.Check($"gradient of {name}", gradient.IsNone ? Tensor.Zeros(this[name].Shape, Type) : gradient, expected, Tolerance.Of(Type));
        }
    }

    private Tensor Buffer(string name)
    {
        foreach (NamedTensor buffer in _module?.Buffers ?? [])
        {
            if (buffer.Name == name)
                return buffer.Tensor;
        }

        return default;
    }
}
