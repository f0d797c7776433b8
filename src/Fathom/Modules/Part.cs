namespace Fathom;

/// <summary>One named part of a module: another module, a parameter, or a buffer (state that is saved but not trained).</summary>
/// <remarks>Tuples convert: <c>protected override IEnumerable&lt;Part&gt; Parts =&gt; [("fc1", fc1), ("scale", scale), Part.Buffer("mean", mean)];</c></remarks>
public readonly struct Part
{
    private Part(string name, Module? module, Tensor tensor, bool isBuffer)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('.'))
            throw new ArgumentException($"A part's name must not be empty or contain a full stop (it joins names to paths); got \"{name}\".", nameof(name));
        Name = name;
        Module = module;
        Tensor = tensor;
        IsBuffer = isBuffer;
    }

    /// <summary>The name within the module.</summary>
    public string Name { get; }

    /// <summary>The module, or null when the part is a tensor.</summary>
    public Module? Module { get; }

    /// <summary>The tensor; none when the part is a module, or an optional tensor that is absent.</summary>
    public Tensor Tensor { get; }

    /// <summary>Whether the tensor is state that is saved but not trained.</summary>
    public bool IsBuffer { get; }

    /// <summary>A module under a name.</summary>
    public static implicit operator Part((string Name, Module Module) part) => new(part.Name, part.Module, default, false);

    /// <summary>A parameter under a name; an absent one (<see cref="Tensor.IsNone"/>) is skipped.</summary>
    public static implicit operator Part((string Name, Tensor Parameter) part) => new(part.Name, null, part.Parameter, false);

    /// <summary>A tensor that is saved and loaded but not trained, as running statistics are.</summary>
    public static Part Buffer(string name, Tensor tensor) => new(name, null, tensor, true);
}
