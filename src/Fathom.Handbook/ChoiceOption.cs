namespace Fathom.Handbook;

/// <summary>An option that is one of several names.</summary>
public sealed class ChoiceOption : ExperimentOption<string>
{
    internal ChoiceOption(string name, string meaning, string standard, IReadOnlyList<string> choices)
        : base(name, meaning, standard) => Choices = choices;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <inheritdoc/>
    public override string DefaultText => Default;

    /// <inheritdoc/>
    public override string Expected => $"one of {string.Join(", ", Choices)}";

    internal override bool TryRead(string text, out object value)
    {
        value = text;
        return Choices.Contains(text);
    }
}
