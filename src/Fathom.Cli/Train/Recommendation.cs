using System.Diagnostics.CodeAnalysis;

namespace Fathom.Cli;

/// <summary>
/// How a network for a table is built and trained when the user does not say: every default of <c>fathom train</c>, each with its reason.
/// Values and reasons are those of <see cref="Advice"/>, read as if the user had typed them.
/// </summary>
internal sealed record Recommendation : StepSettings
{
    [SetsRequiredMembers]
    private Recommendation(StepSettings steps, PerceptronSettings network)
        : base(steps) => Network = network;

    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyList<string> Optimizers => StandardOptimizers.Names;

    public PerceptronSettings Network { get; }

    public IReadOnlyList<int> Hidden => Network.Hidden;

    public string Activation => Network.Activation;

    public IReadOnlyList<double> Dropout => Network.Dropout;

    /// <summary>Settles every setting: what the user asked for, and the rules for the rest.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    public static Recommendation For(TrainOptions options, TableTask task, int rows, bool stopsEarly)
    {
        Advice advice = Advice.For(Kind(task), NetworkKind.Tabular, rows, options.Optimizer, options.Activation);
        var pick = new SettingPicker(name => (advice[name].Value, advice[name].Reason));
        PerceptronSettings network = PerceptronSettings.Pick(pick, options);
        return new Recommendation(pick.Steps(options, rows, stopsEarly, "enough for most tables"), network);
    }

    private static TaskKind Kind(TableTask task) => task switch
    {
        TableTask.Binary => TaskKind.Binary,
        TableTask.Classification => TaskKind.MultiClass,
        TableTask.MultiLabel => TaskKind.MultiLabel,
        _ => TaskKind.Regression,
    };
}
