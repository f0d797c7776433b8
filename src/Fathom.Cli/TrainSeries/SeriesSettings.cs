using System.Diagnostics.CodeAnalysis;

namespace Fathom.Cli;

/// <summary>How networks for a series are built and trained when the user does not say, each default with its reason.</summary>
internal sealed record SeriesSettings : StepSettings
{
    private const int LooseWindow = 12;

    [SetsRequiredMembers]
    private SeriesSettings(StepSettings steps)
        : base(steps)
    {
    }

    public int Window { get; private init; }

    public IReadOnlyList<int> Hidden { get; private init; } = [];

    public int Members { get; private init; }

    /// <summary>Settles every setting.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="period">The values of a season; 1 for none.</param>
    /// <param name="rows">Training rows that a window would leave.</param>
    /// <param name="stopsEarly">Whether there is a validation part to stop by.</param>
    public static SeriesSettings For(SeriesOptions options, int period, Func<int, int> rows, bool stopsEarly)
    {
        var pick = new SettingPicker(name => Advised(name, period));
        int window = pick.Whole("window", options.Window);
        IReadOnlyList<int> hidden = pick.Pick("hidden", options.Hidden, text => OptionText.Sizes("--hidden", text)!, sizes => sizes.Count == 0 ? "none" : string.Join(",", sizes));
        int members = pick.Whole("members", options.Members);
        StepSettings steps = pick.Steps(options, Math.Max(1, rows(window)), stopsEarly, "enough for a short series");
        return new SeriesSettings(steps) { Window = window, Hidden = hidden, Members = members };
    }

    private static (string Value, string Reason) Advised(string name, int period) => name switch
    {
        "window" => period > 1 ? ($"{period}", "the changes of one season") : ($"{LooseWindow}", "usual where there is no season"),
        "hidden" => ("32", "series are short: a small network learns what there is"),
        "members" => ("5", "the mean of several networks is steadier than each"),
        "optimizer" => ("adamw", "its decay keeps small networks smooth"),
        "lr" => ("0.003", "usual for small networks and few rows"),
        "weight-decay" => ("0.01", "usual for AdamW"),
        "batch" => ("16", "many steps an epoch from few rows"),
        "epochs" => ("200", "training stops when the validation part says so"),
        _ => ("20", "validation parts of series are short, so their loss is unsteady"),
    };
}
