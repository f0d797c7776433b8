namespace Fathom;

/// <summary>One kind of operation of one layer on one shape, as a profile saw it.</summary>
/// <param name="Path">The layer's path; empty for the network itself.</param>
/// <param name="Name">The operation's name.</param>
/// <param name="Inputs">The shapes of its inputs, as <c>(64, 784) (256, 784) (256,)</c>.</param>
/// <param name="Output">The shape of its first result.</param>
public sealed record ProfileOperation(string Path, string Name, string Inputs, Shape Output) : ProfileItem
{
    /// <summary>What the row it belongs to stands for.</summary>
    public ProfileKind Kind { get; init; }
}
