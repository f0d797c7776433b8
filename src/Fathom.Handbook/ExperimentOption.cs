namespace Fathom.Handbook;

/// <summary>One thing that can be turned in an experiment: a slider, a choice, a list.</summary>
/// <remarks>The kinds are <see cref="NumberOption"/>, <see cref="NumbersOption"/>, <see cref="ChoiceOption"/> and <see cref="ChoicesOption"/>.</remarks>
public abstract class ExperimentOption
{
    private protected ExperimentOption(string name, string meaning) => (Name, Meaning) = (name, meaning);

    /// <summary>Its name, such as <c>p</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>The default as text, as a user would write it.</summary>
    public abstract string DefaultText { get; }

    /// <summary>What a value looks like, in words: "a number from 0 to 0.95".</summary>
    public abstract string Expected { get; }

    /// <summary>Reads a value; false when the text is none.</summary>
    internal abstract bool TryRead(string text, out object value);
}

/// <summary>An option whose values are of one type.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public abstract class ExperimentOption<T> : ExperimentOption
    where T : notnull
{
    private protected ExperimentOption(string name, string meaning, T standard)
        : base(name, meaning) => Default = standard;

    /// <summary>The value when none is given.</summary>
    public T Default { get; }
}
