using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fathom;

/// <summary>A text as words and what stands between them: gap 0, word 0, gap 1, word 1, …, the last gap.</summary>
internal sealed partial class WordList
{
    private readonly List<string> _gaps = [];

    public WordList(string text)
    {
        int end = 0;
        foreach (Match word in Word().Matches(text))
        {
            _gaps.Add(text[end..word.Index]);
            Words.Add(word.Value);
            end = word.Index + word.Length;
        }

        _gaps.Add(text[end..]);
    }

    public List<string> Words { get; } = [];

    /// <summary>Takes a word away, with one of the spaces around it; a capital that began the sentence goes to the word that begins it now.</summary>
    public void Remove(int index)
    {
        string word = Words[index], before = _gaps[index], after = _gaps[index + 1];
        bool begins = index == 0 || EndsSentence(before);
        if (begins && !EndsSentence(after) && index + 1 < Words.Count && IsCapital(word))
            Words[index + 1] = Capital(Words[index + 1]);
        string joined = index == 0 || before.Contains('\n') ? before + after.TrimStart() : before.TrimEnd() + after;
        Words.RemoveAt(index);
        _gaps.RemoveAt(index + 1);
        _gaps[index] = joined;
    }

    /// <summary>The text again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_gaps[0]);
        for (int i = 0; i < Words.Count; i++)
            text.Append(Words[i]).Append(_gaps[i + 1]);
        return text.ToString();
    }

    /// <summary>A word in the case of another: CAPITALS, Capital, or small.</summary>
    public static string Like(string word, string other)
    {
        bool loud = other.Length > 1 && other.Any(char.IsLetter) && other == other.ToUpperInvariant();
        return loud ? word.ToUpperInvariant() : IsCapital(other) ? Capital(word) : IsLoud(word) ? word : Small(word);
    }

    private static bool IsLoud(string word) => word.Length > 1 && char.IsUpper(word[1]);

    private static bool IsCapital(string word) => char.IsUpper(word[0]);

    private static string Capital(string word) => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];

    private static string Small(string word) => char.ToLower(word[0], CultureInfo.InvariantCulture) + word[1..];

    private static bool EndsSentence(string gap) => gap.AsSpan().ContainsAny('.', '!', '?');

    [GeneratedRegex(@"\[[A-Z]+\]|[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*")]
    private static partial Regex Word();
}
