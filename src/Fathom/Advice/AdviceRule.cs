namespace Fathom;

/// <summary>A line of the cheat sheet: a suggestion, and when it holds. An empty condition holds always.</summary>
internal sealed record AdviceRule(string Setting, string Value, string Range, string Reason, string Row)
{
    public IReadOnlyList<TaskKind> Tasks { get; init; } = [];

    public IReadOnlyList<NetworkKind> Networks { get; init; } = [];

    public IReadOnlyList<DataSize> Sizes { get; init; } = [];

    /// <summary>Names of optimizers.</summary>
    public IReadOnlyList<string> Optimizers { get; init; } = [];

    /// <summary>Names of activations.</summary>
    public IReadOnlyList<string> Activations { get; init; } = [];

    /// <summary>The conditions in words; "otherwise" when there is none.</summary>
    public string When
    {
        get
        {
            string[] parts = [.. new[] { Join(Networks.Select(Words)), Join(Tasks.Select(Words)), Join(Sizes.Select(Words)), Join(Optimizers), Join(Activations) }.Where(part => part.Length > 0)];
            return parts.Length == 0 ? "otherwise" : string.Join(", ", parts);
        }
    }

    public bool Fits(TaskKind task, NetworkKind network, DataSize size, string optimizer, string activation) =>
        Holds(Tasks, task) && Holds(Networks, network) && Holds(Sizes, size) && Holds(Optimizers, optimizer) && Holds(Activations, activation);

    public Suggestion ToSuggestion() => new(Setting, Value, Range, Reason, Row);

    private static bool Holds<T>(IReadOnlyList<T> wanted, T got) => wanted.Count == 0 || wanted.Contains(got);

    private static string Join(IEnumerable<string> words) => string.Join(" or ", words);

    private static string Words(NetworkKind network) => network switch
    {
        NetworkKind.Tabular => "tabular MLP",
        NetworkKind.Deep => "deep MLP",
        NetworkKind.Convolutional => "CNN",
        NetworkKind.Pixels => "MLP on pixels",
        NetworkKind.Recurrent => "recurrent",
        _ => "transformer",
    };

    private static string Words(TaskKind task) => task switch
    {
        TaskKind.Binary => "binary",
        TaskKind.MultiClass => "multi-class",
        TaskKind.MultiLabel => "multi-label",
        TaskKind.NextToken => "next-token",
        _ => "regression",
    };

    private static string Words(DataSize size) => size switch
    {
        DataSize.Small => $"fewer than {Advice.MediumRows:N0} rows",
        DataSize.Medium => $"fewer than {Advice.LargeRows:N0} rows",
        _ => $"{Advice.LargeRows:N0} rows or more",
    };
}
