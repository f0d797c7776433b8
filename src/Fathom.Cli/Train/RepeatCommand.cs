namespace Fathom.Cli;

/// <summary>The command line that repeats a run: what was typed, without where it went, with the seed.</summary>
internal static class RepeatCommand
{
    public static string Of(TrainOptions options)
    {
        var words = new List<string> { "fathom" };
        for (int i = 0; i < options.Arguments.Count; i++)
        {
            string word = options.Arguments[i];
            if (word == "--out")
                i++;
            else if (word != "--json")
                words.Add(Quoted(word));
        }

        if (words.Count == 1)
            words.Add("train");
        if (!words.Contains("--seed"))
            words.AddRange(["--seed", options.Seed.ToString()]);
        return string.Join(' ', words);
    }

    /// <summary>A word as a POSIX shell needs it.</summary>
    public static string Quoted(string word)
    {
        foreach (char c in word)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.' or ',' or '/' or ':' or '=' or '+' or '%' or '@'))
                return $"'{word.Replace("'", "'\\''")}'";
        }

        return word.Length == 0 ? "''" : word;
    }
}
