using System.Text;

namespace Fathom;

/// <summary>Text by character: each distinct character of a text gets a number, in ordinal order.</summary>
/// <remarks><code>
/// var vocabulary = CharacterVocabulary.Of("hello world");   // " dehlorw"
/// long[] tokens = vocabulary.Encode("hello");               // 3 2 4 4 5
/// string text = vocabulary.Decode(tokens);                  // "hello"
///
/// order     by Unicode scalar value, so that a text gives the same numbers on any machine
/// character a rune: a pair of surrogates is one character; a line ending of two characters is two
/// source    Karpathy, char-rnn and minGPT: sorted(set(text))
/// </code></remarks>
public sealed class CharacterVocabulary
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, long> _numbers;

    private CharacterVocabulary(Rune[] characters)
    {
        _characters = characters;
        _numbers = new Dictionary<Rune, long>(characters.Length);
        for (int i = 0; i < characters.Length; i++)
            _numbers.Add(characters[i], i);
        Characters = string.Concat(characters);
    }

    /// <summary>The characters in the order of their numbers: what to store beside a model, and what <see cref="From"/> takes.</summary>
    public string Characters { get; }

    /// <summary>The number of distinct characters.</summary>
    public int Count => _characters.Length;

    /// <summary>The character of a number.</summary>
    /// <param name="token">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public Rune this[long token] => (ulong)token < (ulong)Count
        ? _characters[token]
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"The vocabulary has the characters 0 to {Count - 1}; there is no {token}.");

    /// <summary>The distinct characters of a text.</summary>
    /// <param name="text">The text, at least one character.</param>
    /// <exception cref="DatasetException">The text is empty, or holds half of a surrogate pair.</exception>
    public static CharacterVocabulary Of(string text)
    {
        if (text.Length == 0)
            throw new DatasetException("The text is empty, so it has no characters to learn. Check the file it came from.");
        var distinct = new HashSet<Rune>();
        for (int at = 0; at < text.Length; at += RuneAt(text, at).Utf16SequenceLength)
            distinct.Add(RuneAt(text, at));
        Rune[] characters = [.. distinct];
        Array.Sort(characters);
        return new CharacterVocabulary(characters);
    }

    /// <summary>The vocabulary that <see cref="Characters"/> was stored of.</summary>
    /// <param name="characters">Distinct characters in ordinal order.</param>
    /// <exception cref="DatasetException">The characters are none, not in order, or not distinct.</exception>
    public static CharacterVocabulary From(string characters)
    {
        CharacterVocabulary vocabulary = Of(characters);
        return vocabulary.Characters == characters ? vocabulary
            : throw new DatasetException($"A vocabulary lists each character once, in ordinal order; got {Shown(characters)}. Make one of a text with CharacterVocabulary.Of.");
    }

    /// <summary>The numbers of the characters of a text.</summary>
    /// <param name="text">The text; empty gives none.</param>
    /// <exception cref="DatasetException">The text holds characters that are not in the vocabulary: all of them are named.</exception>
    public long[] Encode(string text)
    {
        var tokens = new List<long>(text.Length);
        HashSet<Rune>? unknown = null;
        for (int at = 0; at < text.Length;)
        {
            Rune character = RuneAt(text, at);
            if (_numbers.TryGetValue(character, out long token))
                tokens.Add(token);
            else
                (unknown ??= []).Add(character);
            at += character.Utf16SequenceLength;
        }

        if (unknown is not null)
        {
            string named = string.Join(", ", unknown.Order().Take(20).Select(Shown)) + (unknown.Count > 20 ? ", …" : "");
            throw new DatasetException($"The text holds {(unknown.Count == 1 ? "a character that was" : $"{unknown.Count} characters that were")} not in the text the vocabulary was made of: {named}. It knows {Shown(Characters)}.");
        }

        return [.. tokens];
    }

    /// <summary>The text of numbers.</summary>
    /// <param name="tokens">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public string Decode(params ReadOnlySpan<long> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (long token in tokens)
            text.Append(this[token].ToString());
        return text.ToString();
    }

    /// <summary>How many characters, and the first of them.</summary>
    public override string ToString() => $"{Count} characters: {Shown(Characters)}";

    private static Rune RuneAt(string text, int at) => Rune.TryGetRuneAt(text, at, out Rune character)
        ? character
        : throw new DatasetException($"The text holds half of a surrogate pair at place {at} (U+{(int)text[at]:X4}); it was cut inside a character. Read the file as UTF-8.");

    private static string Shown(Rune character) => Rune.IsControl(character) || Rune.IsWhiteSpace(character)
        ? $"U+{character.Value:X4}"
        : $"'{character}' (U+{character.Value:X4})";

    private static string Shown(string characters)
    {
        const int Most = 80;
        string visible = string.Concat(characters.EnumerateRunes().Select(c => Rune.IsControl(c) ? $"\\u{c.Value:X4}" : c.ToString()));
        return visible.Length <= Most ? $"\"{visible}\"" : $"\"{visible[..(char.IsHighSurrogate(visible[Most - 1]) ? Most - 1 : Most)]}…\"";
    }
}
