namespace Fathom.Tests.Training;

public sealed class RunEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, RunEvaluation.FileName);

    [Fact]
    public void What_is_saved_is_loaded()
    {
        var evaluation = new RunEvaluation
        {
            Data = new DataSummary { Facts = [new("rows", "4")], Text = "a < \"b\"", Pictures = [new("one", [ReportPicture.Of([0, 255], [1, 1, 2], "x")])] },
            Parts = [PartEvaluation.Of("test", Binary()) with { Figures = [new("auc", "AUC", double.NaN, "NaN", "none")], Worst = new ReportTable("worst", ["a", "b"], [["1", "2"]]) { Figures = [1] } }],
        };
        evaluation.Save(File);
        var again = RunEvaluation.Load(File);
        again.Save(File + "2");
        Assert.Equal(System.IO.File.ReadAllText(File), System.IO.File.ReadAllText(File + "2"));
        PartEvaluation part = Assert.Single(again.Parts);
        Assert.Equal((4, "test"), (part.Rows, part.Name));
        Assert.Equal([2, 0], part.Confusion!.Counts[0]);
        Assert.Equal(1, part.Classes[1].Roc!.Area);
        Assert.True(double.IsNaN(part.Figures[0].Value));
        Assert.True(double.IsNaN(part.Calibration!.Bins[4].Share));
        Assert.Equal([1], part.Worst!.Figures);
        Assert.Equal(evaluation.Data.Pictures[0].Pictures[0].Png, again.Data!.Pictures[0].Pictures[0].Png);
        Assert.DoesNotContain("NaN", System.IO.File.ReadAllText(File).Replace("\"NaN\"", ""), StringComparison.Ordinal);
    }

    /// <summary>Whatever the data are, a report's data stay small.</summary>
    [Fact]
    public void Its_size_does_not_grow_with_rows_and_classes()
    {
        const int rows = 60_000, classes = 60;
        var rng = new Rng(1);
        var many = new Predictions(TaskKind.MultiClass);
        float[] outputs = [.. Enumerable.Range(0, rows * classes).Select(_ => (float)rng.NextDouble() / classes)];
        many.Add(Tensor.From(outputs, [rows, classes]), Tensor.From(Enumerable.Range(0, rows).Select(i => (long)(i % classes)).ToArray(), [rows]));
        PartEvaluation part = PartEvaluation.Of("test", many);
        Assert.Null(part.Confusion);
        Assert.Equal((15, 50, 10), (part.Mistakes.Count, part.Classes.Count, part.Classes.Count(one => one.Roc is not null)));

        var wide = new Predictions(TaskKind.Regression);
        wide.Add(Tensor.From(outputs, [rows, classes]), Tensor.From(outputs, [rows, classes]));
        PartEvaluation numbers = PartEvaluation.Of("test", wide);
        Assert.Equal(8, numbers.Residuals.Count);
        Assert.All(numbers.Residuals, one => Assert.InRange(one.Actual.Count, 500, 600));
        new RunEvaluation { Parts = [part, numbers] }.Save(File);
        Assert.InRange(new FileInfo(File).Length, 10_000, 300_000);
    }

    [Fact]
    public void Every_kind_of_task_has_its_own()
    {
        var labels = new Predictions(TaskKind.MultiLabel);
        labels.Add(Tensor.From([0.9f, 0.2f, 0.4f, 0.6f], [2, 2]), Tensor.From([1f, 0f, 0f, 1f], [2, 2]));
        PartEvaluation part = PartEvaluation.Of("test", labels, ["comedy", "drama"]);
        Assert.Null(part.Confusion);
        Assert.Equal(["comedy", "drama"], part.Classes.Select(one => one.Name));
        Assert.Equal("a label", part.Calibration!.Of);
        Assert.Empty(part.Residuals);

        var empty = PartEvaluation.Of("test", new Predictions(TaskKind.Binary));
        Assert.Equal(0, empty.Rows);
        Assert.Empty(empty.Classes);

        // A network that diverged.
        var lost = new Predictions(TaskKind.Binary);
        lost.Add(Tensor.From([float.NaN, 0.5f], [2, 1]), Tensor.From([1L, 0L], [2]));
        Assert.Null(PartEvaluation.Of("test", lost).Calibration);
    }

    [Theory]
    [InlineData("", "no evaluation of a run")]
    [InlineData("null", "no evaluation of a run")]
    [InlineData("[1]", "no evaluation of a run")]
    [InlineData("{\"parts\":[{\"name\":null,\"rows\":1}]}", "no evaluation of a run")]
    [InlineData("{\"parts\":[{\"rows\":1}]}", "no evaluation of a run")]
    [InlineData("{\"version\":2}", "its version is 2")]
    public void A_damaged_file_is_refused_by_name(string text, string expected)
    {
        System.IO.File.WriteAllText(File, text);
        string message = Assert.Throws<FileFormatException>(() => RunEvaluation.Load(File)).Message;
        Assert.StartsWith(File, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Predictions Binary()
    {
        var predictions = new Predictions(TaskKind.Binary, ["bad", "good"]);
        predictions.Add(Tensor.From([0.1f, 0.2f, 0.9f, 0.8f], [4, 1]), Tensor.From([0L, 0L, 1L, 1L], [4]));
        return predictions;
    }
}
