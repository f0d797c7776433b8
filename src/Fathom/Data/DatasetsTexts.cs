using System.Text;

namespace Fathom;

/// <content>The texts.</content>
public static partial class Datasets
{
    /// <summary>Tiny Shakespeare: 1,115,394 characters of his plays, 65 distinct ones; the usual first text of character language models.</summary>
    /// <remarks><code>source   Karpathy 2015, char-rnn (data/tinyshakespeare); the plays are in the public domain</code></remarks>
    public static string Shakespeare() => Encoding.UTF8.GetString(BuiltInTable.Unpack("shakespeare", "txt"));

    /// <summary>The built-in texts by name: shakespeare.</summary>
    public static IReadOnlyDictionary<string, Func<string>> Texts { get; } = new SortedDictionary<string, Func<string>>(StringComparer.OrdinalIgnoreCase) { ["shakespeare"] = Shakespeare };
}
