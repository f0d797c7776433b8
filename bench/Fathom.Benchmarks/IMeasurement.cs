namespace Fathom.Benchmarks;

/// <summary>One named measurement: a class in a file of its own, and a line in <see cref="Program"/>.</summary>
internal interface IMeasurement
{
    /// <summary>What the user types.</summary>
    string Name { get; }

    /// <summary>One line for the list.</summary>
    string About { get; }

    /// <summary>Measures and prints. <paramref name="arguments"/> is what stands behind the name.</summary>
    void Run(ReadOnlySpan<string> arguments);
}
