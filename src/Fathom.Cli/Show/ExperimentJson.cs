using System.Text.Json.Nodes;
using Fathom.Handbook;

namespace Fathom.Cli;

/// <summary>Experiments and their findings as JSON.</summary>
internal static class ExperimentJson
{
    public static JsonObject Of(Experiment experiment)
    {
        var options = new JsonArray();
        foreach (ExperimentOption option in experiment.Options)
        {
            options.Add((JsonNode)Of(option));
        }

        return new JsonObject { ["experiment"] = experiment.Name, ["row"] = experiment.Row, ["question"] = experiment.Question, ["options"] = options };
    }

    /// <summary>An option with all that a slider or a list of choices needs.</summary>
    private static JsonObject Of(ExperimentOption option)
    {
        var json = new JsonObject { ["name"] = option.Name, ["meaning"] = option.Meaning, ["default"] = option.DefaultText, ["expected"] = option.Expected };
        (string kind, (double Min, double Max, bool Whole)? range, IReadOnlyList<string>? choices) = option switch
        {
            NumberOption number => ("number", (number.Min, number.Max, number.IsWhole), null),
            NumbersOption numbers => ("numbers", (numbers.Min, numbers.Max, numbers.IsWhole), null),
            ChoiceOption choice => ("choice", null, choice.Choices),
            ChoicesOption several => ("choices", null, several.Choices),
            _ => (option.GetType().Name, ((double, double, bool)?)null, (IReadOnlyList<string>?)null),
        };
        json["kind"] = kind;
        if (range is { } ends)
            (json["min"], json["max"], json["whole"]) = (ends.Min, ends.Max, ends.Whole);
        if (choices is not null)
            json["choices"] = Json.Array(choices);
        return json;
    }

    public static JsonObject Of(Experiment experiment, ExperimentResult result) => new()
    {
        ["experiment"] = experiment.Name,
        ["row"] = experiment.Row,
        ["seed"] = result.Seed,
        ["options"] = new JsonObject(result.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
        ["facts"] = new JsonObject(result.Facts.Select(fact => KeyValuePair.Create(fact.Name, Json.Number(fact.Value)))),
        ["tables"] = Array(result.Tables, table => new JsonObject
        {
            ["name"] = table.Name,
            ["columns"] = Json.Array(table.Columns),
            ["rows"] = Array(table.Rows, row => Array(row, cell => cell is double number ? Json.Number(number) : (JsonNode)(string)cell)),
        }),
        ["charts"] = Array(result.Pictures.OfType<LineChart>(), chart => new JsonObject
        {
            ["title"] = chart.Title,
            ["x"] = chart.XLabel,
            ["y"] = chart.YLabel,
            // Nameless series are scenery, such as lines of equal height.
            ["series"] = Array(chart.Series.Where(series => series.Name.Length > 0), series => new JsonObject
            {
                ["name"] = series.Name,
                ["x"] = Array(series.X.ToArray(), Json.Number),
                ["y"] = Array(series.Y.ToArray(), Json.Number),
            }),
        }),
        ["grids"] = Array(result.Pictures.OfType<HeatGrid>(), grid => new JsonObject
        {
            ["title"] = grid.Title,
            ["rows"] = Json.Array(grid.Rows),
            ["columns"] = Json.Array(grid.Columns),
            ["values"] = Array(Enumerable.Range(0, grid.Rows.Count), i => Array(Enumerable.Range(0, grid.Columns.Count), j => Json.Number(grid[i, j]))),
        }),
        ["see"] = result.See,
        ["conclude"] = result.Conclude,
    };

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => new([.. items.Select(node)]);
}
