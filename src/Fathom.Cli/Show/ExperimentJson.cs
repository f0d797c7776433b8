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
            options.Add((JsonNode)new JsonObject
            {
                ["name"] = option.Name,
                ["meaning"] = option.Meaning,
                ["default"] = option.DefaultText,
                ["expected"] = option.Expected,
            });
        }

        return new JsonObject { ["experiment"] = experiment.Name, ["row"] = experiment.Row, ["question"] = experiment.Question, ["options"] = options };
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
