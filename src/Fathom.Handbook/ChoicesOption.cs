namespace Fathom.Handbook;

/// <summary>An option that is a list of names between commas, or <c>all</c>.</summary>
public sealed class ChoicesOption : ExperimentOption<IReadOnlyList<string>>
{
    /// <summary>The word for every name.</summary>
    public const string All = "all";

    internal ChoicesOption(string name, string meaning, IReadOnlyList<string> standard, IReadOnlyList<string> choices)
        : base(name, meaning, standard) => Choices = choices;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <inheritdoc/>
    public override string DefaultText => Default.SequenceEqual(Choices) ? All : string.Join(',', Default);

    /// <inheritdoc/>
    public override string Expected => $"{All}, or names between commas out of {string.Join(", ", Choices)}";

    internal override bool TryRead(string text, out object value)
    {
        IReadOnlyList<string> names = text == All ? Choices : [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        value = names;
        return names.All(Choices.Contains);
    }
}
