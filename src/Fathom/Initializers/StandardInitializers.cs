namespace Fathom;

/// <summary>The library's initializers by name, as advice and experiments name them. A test demands a line for each.</summary>
/// <remarks>Each as its constructor makes it: He's with ReLU's gain, Xavier's and orthogonal ones with gain 1.</remarks>
public static class StandardInitializers
{
    private static readonly (string Name, Initializer Initializer)[] s_all =
    [
        ("he-normal", new HeNormal()),
        ("he-uniform", new HeUniform()),
        ("xavier-normal", new XavierNormal()),
        ("xavier-uniform", new XavierUniform()),
        ("lecun-normal", new LeCunNormal()),
        ("lecun-uniform", new LeCunUniform()),
        ("orthogonal", new Orthogonal()),
        ("truncated-normal", new TruncatedNormalInitializer()),
        ("normal", new NormalInitializer()),
        ("uniform", new UniformInitializer(-0.05, 0.05)),
        ("zeros", new ConstantInitializer()),
    ];

    /// <summary>The names; Glorot's and Kaiming's are <c>xavier</c> and <c>he</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(one => one.Name)];

    /// <summary>The initializer of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>; capitals do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Initializer Named(string name) =>
        Array.Find(s_all, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Initializer
        ?? throw new ArgumentException($"There is no initializer named \"{name}\". Known: {string.Join(", ", Names)}.", nameof(name));
}
