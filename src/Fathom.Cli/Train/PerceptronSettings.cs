namespace Fathom.Cli;

/// <summary>The shape of a multi-layer perceptron, settled.</summary>
/// <param name="Hidden">Sizes of the hidden layers.</param>
/// <param name="Activation">After each.</param>
/// <param name="Dropout">A probability for each hidden layer, one for all, or none.</param>
internal sealed record PerceptronSettings(IReadOnlyList<int> Hidden, string Activation, IReadOnlyList<double> Dropout)
{
    private const long MostParameters = 250_000_000;

    /// <summary>Settles hidden layers, activation and dropout, in this order.</summary>
    public static PerceptronSettings Pick(SettingPicker pick, NetworkOptions options)
    {
        IReadOnlyList<int> hidden = pick.Pick("hidden", options.Hidden, text => OptionText.Sizes("--hidden", text)!, h => h.Count == 0 ? "none" : string.Join(",", h));
        string activation = pick.Name("activation", options.Activation);
        IReadOnlyList<double> dropout = pick.Pick("dropout", options.Dropout, text => Dropouts(text, hidden.Count), p => p.Count == 0 ? "none" : string.Join(",", p.Select(SettingPicker.Text)));
        CheckDropout(options.Dropout, hidden);
        return new PerceptronSettings(hidden, activation, hidden.Count == 0 ? [] : dropout);
    }

    /// <summary>Builds it.</summary>
    /// <param name="inputs">Features or pixels.</param>
    /// <param name="called">What inputs are called in messages.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="normalization">Between the layers.</param>
    /// <param name="rng">Starts the weights.</param>
    /// <exception cref="UsageException">It is too large.</exception>
    public Sequential Build(int inputs, string called, int outputs, string? normalization, Rng rng)
    {
        CheckSize(0, inputs, $"{inputs:N0} {called}", outputs, called == "features" ? "drop columns" : "smaller images");
        return Mlp.Create(inputs, [.. Hidden], outputs, Activation, [.. Dropout], rng, normalization ?? "none");
    }

    /// <summary>Refuses a network of too many parameters.</summary>
    /// <param name="parameters">Those before its first layer.</param>
    /// <param name="inputs">Of its first layer.</param>
    /// <param name="from">What they are, in words.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="remedy">What helps beside smaller layers.</param>
    /// <exception cref="UsageException">It is too large.</exception>
    public void CheckSize(long parameters, long inputs, string from, int outputs, string remedy)
    {
        foreach (int size in Hidden.Append(outputs))
        {
            parameters += (inputs + 1) * size;
            inputs = size;
        }

        if (parameters > MostParameters)
            throw new UsageException($"--hidden {string.Join(",", Hidden)} makes {parameters:N0} parameters from {from}; expected at most {MostParameters:N0}. Use smaller layers, or {remedy}.");
    }

    private static void CheckDropout(IReadOnlyList<double>? asked, IReadOnlyList<int> hidden)
    {
        if (asked is null)
            return;
        if (hidden.Count == 0 && asked.Any(p => p > 0))
            throw new UsageException("--dropout acts on hidden layers, but --hidden none leaves none. Leave one of them out.");
        if (asked.Count > 1 && asked.Count != hidden.Count)
            throw new UsageException($"--dropout has {asked.Count} values for {hidden.Count} hidden layers ({string.Join(",", hidden)}); give one for all, or one for each.");
    }

    /// <summary>Advised probabilities for as many layers as there are; the last one repeats.</summary>
    private static IReadOnlyList<double> Dropouts(string text, int layers)
    {
        if (text == "none" || layers == 0)
            return [];
        IReadOnlyList<double> advised = OptionText.Probabilities("--dropout", text)!;
        return [.. Enumerable.Range(0, layers).Select(i => advised[Math.Min(i, advised.Count - 1)])];
    }
}
