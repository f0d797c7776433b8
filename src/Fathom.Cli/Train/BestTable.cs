namespace Fathom.Cli;

/// <summary>What was best when: each figure of a training with its best value, the epoch of it, and the last one's.</summary>
internal static class BestTable
{
    public static TextTable Of(TrainJob job, History history)
    {
        var table = new TextTable("figure", TextColumn.Right("best"), TextColumn.Right("epoch"), TextColumn.Right("last"));
        Add("training loss", epoch => epoch.TrainLoss, higherIsBetter: false);
        if (history.Epochs[0].ValidationLoss is null)
            return table;
        Add("validation loss", epoch => epoch.ValidationLoss ?? double.NaN, higherIsBetter: false);
        foreach (Metric metric in job.Objective.Metrics)
        {
            if (history.Epochs[0].Metrics.ContainsKey(metric.Name))
                Add($"validation {JudgementView.NameOf(metric.Name)}", epoch => epoch.Metrics.GetValueOrDefault(metric.Name, double.NaN), metric.HigherIsBetter);
        }

        return table;

        void Add(string name, Func<EpochRecord, double> of, bool higherIsBetter)
        {
            EpochRecord? best = null;
            foreach (EpochRecord epoch in history.Epochs.Where(epoch => double.IsFinite(of(epoch))))
            {
                if (best is null || (higherIsBetter ? of(epoch) > of(best) : of(epoch) < of(best)))
                    best = epoch;
            }

            if (best is not null)
                table.Add(name, Display.Fixed(of(best)), best.Epoch.ToString(), Display.Fixed(of(history.Epochs[^1])));
        }
    }
}
