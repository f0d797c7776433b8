namespace Fathom;

/// <summary>The activations by name: for choosing one from a command line or a list, and for looking at all of them.</summary>
/// <remarks>A new activation needs its line here and is then known to files, to <see cref="Mlp"/> and to the command; a test demands it.</remarks>
public static class Activations
{
    private static readonly Entry[] s_entries =
    [
        Of("identity", () => new Identity()),
        Of("relu", () => new ReLU()),
        Of("leaky-relu", () => new LeakyReLU()),
        Of("prelu", () => new PReLU()),
        Of("relu6", () => new ReLU6()),
        Of("elu", () => new ELU()),
        Of("celu", () => new CELU()),
        Of("selu", () => new SELU()),
        Of("gelu", () => new GELU()),
        Of("gelu-tanh", () => new GELU(tanh: true)),
        Of("silu", () => new SiLU()),
        Of("mish", () => new Mish()),
        Of("hard-swish", () => new HardSwish()),
        Of("softplus", () => new Softplus()),
        Of("sigmoid", () => new Sigmoid()),
        Of("log-sigmoid", () => new LogSigmoid()),
        Of("hard-sigmoid", () => new HardSigmoid()),
        Of("tanh", () => new Tanh()),
        Of("hard-tanh", () => new HardTanh()),
        Of("softsign", () => new Softsign()),
        Of("heaviside", () => new Heaviside()),
    ];

    /// <summary>The names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_entries.Select(entry => entry.Name)];

    /// <summary>Each activation with its standard settings, in the order of <see cref="Names"/>; fresh ones at every call.</summary>
    public static IReadOnlyList<Activation> All => [.. s_entries.Select(entry => entry.Create())];

    /// <summary>Makes an activation with its standard settings.</summary>
    /// <param name="name">One of <see cref="Names"/>; capitals do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Activation Create(string name) =>
        s_entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Create()
        ?? throw new ArgumentException($"There is no activation named \"{name}\". Known: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Adds every activation to the layers that files may name, each once.</summary>
    internal static Catalogue AddActivations(this Catalogue catalogue)
    {
        foreach (Entry entry in s_entries.DistinctBy(entry => entry.Type))
            entry.Register(catalogue);
        return catalogue;
    }

    private static Entry Of<T>(string name, Func<T> create)
        where T : Activation, ILayer<T> => new(name, typeof(T), create, catalogue => catalogue.Add<T>());

    private sealed record Entry(string Name, Type Type, Func<Activation> Create, Action<Catalogue> Register);
}
