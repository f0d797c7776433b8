namespace Fathom;

/// <summary>One line of a profile: a layer, or a part of the step outside layers.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Path">The layer's path, as <c>layer1.0.conv1</c>; empty for the network itself and outside layers.</param>
/// <param name="Name">The layer with its settings, or what else it is.</param>
/// <param name="Operations">Its operations, the longest first.</param>
public sealed record ProfileRow(ProfileKind Kind, string Path, string Name, IReadOnlyList<ProfileOperation> Operations) : ProfileItem
{
    /// <summary>The layer; null outside layers.</summary>
    public Module? Module { get; init; }

    /// <summary>The elements of its own parameters.</summary>
    public long Parameters { get; init; }

    /// <summary>Some words that name it: <c>3 Linear(256, 10)</c>.</summary>
    public override string ToString() => Path.Length == 0 ? Name : $"{Path} {Name}";
}
