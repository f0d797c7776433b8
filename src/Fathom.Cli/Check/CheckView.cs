using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>Runs the checks and shows them: the gradients tensor by tensor, then inputs and labels, then the verdict as exit code.</summary>
internal sealed class CheckView(CheckJob job, CheckSettings settings)
{
    private const int MostFeatures = 12;
    private const int PreviewRows = 3;

    /// <summary>Writes everything; gives <see cref="ExitCode.Found"/> when something is wrong.</summary>
    public int Write(Shell shell, bool json, CancellationToken cancel = default)
    {
        int[] picked = [.. DataPreview.Of(job.Data, settings.Rows).Rows];
        Dataset rows = job.Data.Subset(picked);
        job.Model.Train();
        GradientReport gradients = GradientCheck.OfModel(job.Model, job.Objective, rows.X, rows.Y, settings.Elements, settings.Seed, cancel: cancel);
        var checks = new List<CheckResult> { gradients };
        if (job.AreReal)
            checks.AddRange([InputCheck.Of(job.Numbers, job.NumberNames), LabelCheck.Of(job.Data, job.Objective.Task)]);
        bool wrong = checks.Exists(check => check.Verdict == CheckVerdict.Wrong);

        shell.Out.WriteLine($"{job.Name}: {job.Model.ParameterCount:N0} parameters, {rows.Count:N0} {(job.AreReal ? $"of {job.Data.Count:N0}" : "random")} rows, in double and as in training");
        shell.Out.WriteLine();
        shell.Out.WriteLine(Table(gradients));
        if (job.AreReal && Preview(DataPreview.Of(job.Data, PreviewRows)) is { } preview)
        {
            shell.Out.WriteLine();
            shell.Out.WriteLine(preview);
        }

        shell.Out.WriteLine();
        foreach (CheckResult check in checks)
            shell.Out.WriteLine($"{Word(check.Verdict)}: {check}");
        shell.Out.WriteLine(wrong ? "Something is wrong." : "Nothing wrong was found.");
        if (json)
            shell.Out.WriteLine(Json.Line(ToJson(checks, gradients, rows.Count, wrong)));
        return wrong ? ExitCode.Found : ExitCode.Done;
    }

    private static TextTable Table(GradientReport gradients)
    {
        var table = new TextTable("tensor", "shape", TextColumn.Right("checked"), "worst at", TextColumn.Right("backward"), TextColumn.Right("differences"), TextColumn.Right("error/allowed"), "");
        foreach (GradientReport.Row row in gradients.Rows)
        {
            GradientCheckResult result = row.Result;
            table.Add(
                row.Name, row.Shape.ToString(), $"{result.Checked:N0}", row.Index, Display.Number(result.Analytic), Display.Number(result.Numeric), Display.Number(result.OfAllowed, 2),
                result.Passed ? (result.Kinks == 0 ? "" : $"{result.Kinks:N0} at kinks") : "WRONG");
        }

        return table;
    }

    /// <summary>A few rows beside what all of them are like; null where rows are no table.</summary>
    private TextTable? Preview(DataPreview preview)
    {
        if (preview.Statistics.Features.Count != preview.Names.Count)
            return null;
        var table = new TextTable(["input", .. preview.Rows.Select(row => TextColumn.Right($"row {row}")), TextColumn.Right("mean"), TextColumn.Right("deviation"), TextColumn.Right("min"), TextColumn.Right("max")]) { MaxCellWidth = 24 };
        for (int c = 0; c < Math.Min(MostFeatures, preview.Names.Count); c++)
        {
            InputCheck.Feature feature = preview.Statistics.Features[c];
            int column = c;
            table.Add([feature.Name, .. preview.Inputs.Select(row => Text(row[column])), Text(feature.Mean), Text(feature.Deviation), Text(feature.Min), Text(feature.Max)]);
        }

        if (preview.Names.Count > MostFeatures)
            table.Add($"and {preview.Names.Count - MostFeatures:N0} more");
        return table.AddRule().Add([job.Data.TargetName, .. preview.Labels]);
    }

    private JsonObject ToJson(List<CheckResult> checks, GradientReport gradients, int rows, bool wrong) => new()
    {
        ["model"] = job.Name,
        ["parameters"] = job.Model.ParameterCount,
        ["rows"] = rows,
        ["rows_are"] = job.AreReal ? "data" : "random",
        ["passed"] = !wrong,
        ["checks"] = new JsonArray([.. checks.Select(check => new JsonObject { ["check"] = check.Check, ["verdict"] = Word(check.Verdict), ["finding"] = check.Finding, ["advice"] = check.Advice })]),
        ["gradients"] = new JsonArray([.. gradients.Rows.Select(row => new JsonObject
        {
            ["tensor"] = row.Name,
            ["shape"] = new JsonArray([.. row.Shape.ToArray().Select(size => (JsonNode)size)]),
            ["elements"] = row.Shape.Length,
            ["checked"] = row.Result.Checked,
            ["kinks"] = row.Result.Kinks,
            ["worst"] = row.Result.Element,
            ["backward"] = Json.Number(row.Result.Analytic),
            ["differences"] = Json.Number(row.Result.Numeric),
            ["relative_error"] = Json.Number(row.Result.RelativeError),
            ["of_allowed"] = Json.Number(row.Result.OfAllowed),
            ["passed"] = row.Result.Passed,
        })]),
    };

    private static string Word(CheckVerdict verdict) => verdict switch { CheckVerdict.Fine => "fine", CheckVerdict.Doubtful => "look", _ => "WRONG" };

    private static string Text(double value) => Display.Number(value, 3);
}
