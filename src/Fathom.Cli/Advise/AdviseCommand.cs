using System.CommandLine;
using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary><c>fathom advise</c>: which settings to begin with for a task, each with range and reason; without a task, the whole cheat sheet.</summary>
internal sealed class AdviseCommand : CliCommand
{
    private static readonly Dictionary<string, TaskKind> s_tasks = new()
    {
        ["binary"] = TaskKind.Binary,
        ["multiclass"] = TaskKind.MultiClass,
        ["multilabel"] = TaskKind.MultiLabel,
        ["regression"] = TaskKind.Regression,
    };

    private static readonly Dictionary<string, NetworkKind> s_networks = new()
    {
        ["tabular"] = NetworkKind.Tabular,
        ["deep"] = NetworkKind.Deep,
        ["cnn"] = NetworkKind.Convolutional,
        ["pixels"] = NetworkKind.Pixels,
        ["recurrent"] = NetworkKind.Recurrent,
        ["transformer"] = NetworkKind.Transformer,
    };

    private static IReadOnlyList<string> Optimizers => StandardOptimizers.Names;

    private readonly Option<string?> _task, _architecture, _rows, _optimizer, _activation;

    public AdviseCommand()
        : base("advise", "say which settings to begin with, and why; without --task, the whole cheat sheet")
    {
        _task = Text("--task", "TASK", $"one of {string.Join(", ", s_tasks.Keys)}");
        _architecture = Text("--architecture", "NAME", $"one of {string.Join(", ", s_networks.Keys)}; tabular when left out");
        _rows = Text("--rows", "N", "rows to train on; few when left out");
        _optimizer = Text("--optimizer", "NAME", "the optimizer if it is settled: its rate and decay follow");
        _activation = Text("--activation", "NAME", "the activation if it is settled: its initializer follows");
    }

    public override string Usage => "advise [--task TASK] [--architecture NAME] [--rows N] [options]";

    public override IReadOnlyList<(string Command, string What)> Examples =>
    [
        ("fathom advise --task binary --rows 398", "what fathom train starts from, and why"),
        ("fathom advise --task multiclass --architecture cnn", "another family of networks"),
        ("fathom advise", "the cheat sheet: every table"),
    ];

    public override int Run(ParseResult parsed, Shell shell)
    {
        string? word = parsed.GetValue(_task);
        string? task = word == "classification" ? "multiclass" : OptionText.OneOf("--task", word, [.. s_tasks.Keys]); // train's word for it
        string? architecture = OptionText.OneOf("--architecture", parsed.GetValue(_architecture), [.. s_networks.Keys]);
        int? rows = OptionText.Whole("--rows", parsed.GetValue(_rows), 1);
        string? optimizer = OptionText.OneOf("--optimizer", parsed.GetValue(_optimizer), Optimizers);
        string? activation = OptionText.OneOf("--activation", parsed.GetValue(_activation), Mlp.Activations);
        bool json = parsed.GetValue(Json);
        if (task is null && (architecture ?? optimizer ?? activation ?? parsed.GetValue(_rows)) is not null)
            throw new UsageException($"advice for a network needs --task: one of {string.Join(", ", s_tasks.Keys)}, for example fathom advise --task binary. Without any option the whole cheat sheet is shown.");
        if (task is null)
        {
            new AdviceView(shell).ShowCheatSheet();
            if (json)
                shell.Out.WriteLine(Fathom.Cli.Json.Line(DescribeCheatSheet()));
            return ExitCode.Done;
        }

        architecture ??= "tabular";
        Advice advice = Advice.For(s_tasks[task], s_networks[architecture], rows, optimizer, activation);
        new AdviceView(shell).Show(advice, task, architecture, rows);
        if (json)
        {
            shell.Out.WriteLine(Fathom.Cli.Json.Line(new JsonObject
            {
                ["task"] = task,
                ["architecture"] = architecture,
                ["rows"] = rows,
                ["suggestions"] = new JsonArray([.. advice.Suggestions.Select(Describe)]),
            }));
        }

        return ExitCode.Done;
    }

    private static JsonObject Describe(Suggestion suggestion) => new()
    {
        ["setting"] = suggestion.Setting,
        ["value"] = suggestion.Value,
        ["range"] = suggestion.Range,
        ["reason"] = suggestion.Reason,
        ["row"] = suggestion.Row,
    };

    private static JsonObject DescribeCheatSheet() => new()
    {
        ["tables"] = new JsonArray([.. CheatSheet.Choices.Concat(CheatSheet.Rules).Select(table => new JsonObject
        {
            ["title"] = table.Title,
            ["columns"] = Fathom.Cli.Json.Array(table.Columns),
            ["rows"] = new JsonArray([.. table.Rows.Select(Fathom.Cli.Json.Array)]),
        })]),
        ["trains_badly"] = new JsonArray([.. CheatSheet.TrainsBadly.Select(box => new JsonObject { ["question"] = box.Question, ["yes"] = box.Yes, ["api"] = box.Api })]),
    };
}
