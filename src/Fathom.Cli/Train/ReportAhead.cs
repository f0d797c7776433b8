namespace Fathom.Cli;

/// <summary>
/// Draws a report of next to nothing beside the training, so that its code is compiled when the run ends: a quarter of a short run was compiling it. Nothing is written, and
/// nothing of the run is touched.
/// </summary>
internal sealed class ReportAhead : IThreadPoolWorkItem
{
    private static int s_begun;

    /// <summary>Begins, once a process, where a processor is free for it.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount > 1 && Interlocked.Exchange(ref s_begun, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(new ReportAhead(), preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            TrainingReport report = Draft();
            RunEvaluation read = RunEvaluation.FromJson(report.Evaluation.ToJson());
            (report with { Evaluation = read }).ToHtml();
            report.ToMarkdown();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // It would only have saved time; the report itself will tell what is wrong.
        }
    }

    private static TrainingReport Draft()
    {
        var predictions = new Predictions(TaskKind.Binary, ["a", "b"]);
        predictions.Add(Tensor.From([0.2f, 0.8f, 0.4f, 0.6f], [4, 1]), Tensor.From([0f, 1f, 1f, 0f], [4, 1]));
        var metrics = new Dictionary<string, double> { ["accuracy"] = 0.5 };
        var layer = new LayerHealth { Name = "0", Kind = "ReLU", GradientNorm = 1, WeightNorm = 1, UpdateRatio = 1e-3, ActivationMean = 0, ActivationDeviation = 1, DeadShare = 0, Weights = new Histogram(0, 1, [1, 2]) };
        Health[] health = [.. Enumerable.Range(1, 3).Select(step => new Health { Step = step, Epoch = step, Loss = 1, LearningRate = 1e-3, GradientNorm = step, RowsPerSecond = 1, Layers = [layer] })];
        return new TrainingReport
        {
            Title = "",
            Epochs = [.. Enumerable.Range(1, 3).Select(epoch => new EpochRecord(epoch, 1.0 / epoch, 1, metrics, 1e-3, TimeSpan.FromSeconds(1)))],
            BestEpoch = 2,
            Health = health,
            Evaluation = new RunEvaluation { Parts = [PartEvaluation.Of("test", predictions)] },
        };
    }
}
