namespace Fathom;

/// <summary>A layer that can be rebuilt from a file: it has a name, states its settings, and can be made from them.</summary>
/// <typeparam name="TSelf">The layer itself.</typeparam>
/// <remarks>Files name layers by <see cref="Name"/>, looked up in a <see cref="Catalogue"/>; a type name is never read from a file.</remarks>
public interface ILayer<TSelf>
    where TSelf : Layer, ILayer<TSelf>
{
    /// <summary>The name in files, as <c>Linear</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Makes the layer from its settings, with fresh weights.</summary>
    static abstract TSelf Create(Settings settings);

    /// <summary>Writes the settings that <see cref="Create"/> reads.</summary>
    void Describe(Settings settings);
}
