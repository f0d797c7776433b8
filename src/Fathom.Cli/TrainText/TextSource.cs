using System.Security.Cryptography;
using System.Text;

namespace Fathom.Cli;

/// <summary>Where a text comes from: a file in UTF-8, or a built-in one.</summary>
internal sealed record TextSource(string Name, string Shown, string Text, string Fingerprint)
{
    /// <summary>Reads what the user named. Names of built-in texts win over files of that name.</summary>
    public static TextSource Open(string data, Shell shell)
    {
        if (Datasets.Texts.TryGetValue(data, out Func<string>? builtIn))
            return Of(data.ToLowerInvariant(), $"{data.ToLowerInvariant()} (built in)", builtIn());
        string file = shell.Resolve(data);
        if (Directory.Exists(file))
            throw new UsageException($"{data} is a folder; expected a text file in UTF-8. Name a file in it.");
        if (!File.Exists(file))
            throw new UsageException($"'{data}' is neither a built-in text nor a file.{Nearest.Hint(data, Datasets.Texts.Keys)} Built in is {string.Join(", ", Datasets.Texts.Keys)}; a file is named with its path, such as ./{data}{(Path.HasExtension(data) ? "" : ".txt")}.");
        return Of(Path.GetFileName(file), data, TextFile.Read(file));
    }

    private static TextSource Of(string name, string shown, string text) => new(name, shown, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
