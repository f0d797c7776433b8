using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fathom.Cli;

/// <summary>The images of a source: to train on, and to judge by where the set says which.</summary>
/// <param name="Name">A short name without folder.</param>
/// <param name="Shown">What is shown: the path as given, or what the set is.</param>
/// <param name="Classes">Names in the order of the labels.</param>
/// <param name="Train">All images, or the set's training part.</param>
/// <param name="Test">The set's test part; null where one has to be split off.</param>
internal sealed record ImageParts(string Name, string Shown, IReadOnlyList<string> Classes, ImageSet Train, ImageSet? Test)
{
    /// <summary>SHA-256 of all pixels and labels.</summary>
    public string Fingerprint { get; } = Hash([Train, .. Test is null ? (ImageSet[])[] : [Test]]);

    private static string Hash(IEnumerable<ImageSet> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageSet part in parts)
        {
            for (int row = 0; row < part.Count; row++)
                hash.AppendData(part.Rows.Pixels(row));
            hash.AppendData(MemoryMarshal.AsBytes<long>(part.Rows.Labels.ToArray()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
