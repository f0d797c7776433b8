namespace Fathom.Cli;

/// <summary>The command line that repeats a run: what was typed, without where it went, with the seed.</summary>
internal static class RepeatCommand
{
    public static string Of(RunOptions options)
    {
        List<string> words = Words(options, "--out");
        if (!words.Contains("--seed"))
            words.AddRange(["--seed", options.Seed.ToString()]);
        return string.Join(' ', words);
    }

    /// <summary>The training with a learning rate that <c>fathom find-lr</c> suggests.</summary>
    public static string Training(TrainOptions options, string rate)
    {
        List<string> words = Words(options, "--from", "--to", "--steps", "--svg");
        words[1] = "train";
        return string.Join(' ', [.. words, "--lr", rate]);
    }

    /// <summary>What was typed after the command's name and before, but for some options and their values, and for --json.</summary>
    private static List<string> Words(RunOptions options, params ReadOnlySpan<string> without)
    {
        var words = new List<string> { "fathom" };
        for (int i = 0; i < options.Arguments.Count; i++)
        {
            string word = options.Arguments[i];
            if (without.Contains(word))
                i++;
            else if (word != "--json")
                words.Add(Quoted(word));
        }

        if (words.Count == 1)
            words.Add("train");
        return words;
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
