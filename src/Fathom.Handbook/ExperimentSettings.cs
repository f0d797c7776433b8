namespace Fathom.Handbook;

/// <summary>The checked values of an experiment's options, and its random numbers.</summary>
internal sealed class ExperimentSettings
{
    private readonly Dictionary<ExperimentOption, object> _values = [];

    public ExperimentSettings(Experiment experiment, IReadOnlyDictionary<string, string>? texts, ulong seed)
    {
        Seed = seed;
        foreach ((string name, string text) in texts ?? new Dictionary<string, string>())
        {
            ExperimentOption option = experiment.Options.FirstOrDefault(option => option.Name == name)
                ?? throw new ExperimentOptionException($"The experiment {experiment.Name} has no option '{name}'; it has {Names(experiment)}.");
            _values[option] = option.TryRead(text, out object value)
                ? value
                : throw new ExperimentOptionException($"{name} is '{text}'; expected {option.Expected}, for example {option.DefaultText}.");
        }

        Texts = [.. experiment.Options.Select(option => KeyValuePair.Create(option.Name, texts?.GetValueOrDefault(option.Name) ?? option.DefaultText))];
    }

    public ulong Seed { get; }

    /// <summary>Every option with its value as text, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts { get; }

    /// <summary>Random numbers for one purpose, the same for the same seed.</summary>
    public Rng Rng(string purpose) => new Rng(Seed).Fork(purpose);

    public T Get<T>(ExperimentOption<T> option)
        where T : notnull => _values.TryGetValue(option, out object? value) ? (T)value : option.Default;

    public int Whole(NumberOption option) => (int)Get(option);

    private static string Names(Experiment experiment) =>
        experiment.Options.Count == 0 ? "none" : string.Join(", ", experiment.Options.Select(option => option.Name));
}
