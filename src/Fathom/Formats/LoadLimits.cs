namespace Fathom;

/// <summary>How much a file may ask for before it is refused. Raise one with <c>LoadLimits.Default with { Rank = 64 }</c>.</summary>
/// <remarks>Limits bound what a hostile file can cost; they sit far above what real models need. Sizes that a file declares are also
/// always compared with the bytes that are really there, whatever the limits say.</remarks>
public sealed record LoadLimits
{
    /// <summary>The documented defaults.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>Bytes of a safetensors header; 100,000,000 as in the reference implementation.</summary>
    public int HeaderBytes { get; init; } = 100_000_000;

    /// <summary>Tensors in one file; 100,000.</summary>
    public int Tensors { get; init; } = 100_000;

    /// <summary>Axes of one tensor; 32.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>UTF-8 bytes of one tensor name; 1,024.</summary>
    public int NameBytes { get; init; } = 1_024;

    /// <summary>Entries of a file's metadata; 10,000.</summary>
    public int MetadataEntries { get; init; } = 10_000;
}
