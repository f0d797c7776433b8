using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A training that is tried and not kept: one batch of everything, or the same few batches until they are known by heart.</summary>
internal sealed class TrialRun(TrainJob job, Shell shell, CancellationToken cancel)
{
    // Enough steps for a network that can learn.
    private const int FewestSteps = 500;

    /// <summary>Tries it; gives the exit code.</summary>
    public int Run() => job.Options.FastDevRun ? RunFast() : Overfit(job.Options.OverfitBatches!.Value);

    private int RunFast()
    {
        int batch = Math.Min(job.Settings.Batch, job.TrainData.Count);
        Dataset? validation = job.ValidationData?.Take(job.Settings.Batch);
        History history = job.Trainer([new StopAfter(1)]).Fit(job.TrainData, validation, epochs: 1, job.Settings.Batch, cancel);
        job.Model.Evaluate();
        EpochRecord epoch = history.Epochs[0];
        var done = new List<string> { $"one step on {Plural.Of(batch, job.Noun)} (loss {Display.Fixed(epoch.TrainLoss)})" };
        if (validation is not null)
            done.Add($"{Plural.Of(validation.Count, job.Noun)} of the validation part (loss {Display.Fixed(epoch.ValidationLoss!.Value)})");
        if (job.TryTest() is { } test)
            done.Add($"{Plural.Of(test.Rows, job.Noun)} of the test part");
        Say($"Fast development run: {string.Join("; ", done)}.", "OK: everything works. Nothing was written.", new JsonObject
        {
            ["fast_dev_run"] = true,
            ["train_loss"] = Json.Number(epoch.TrainLoss),
            ["validation_loss"] = epoch.ValidationLoss is { } loss ? Json.Number(loss) : null,
        });
        return history.StopReason == StopReason.Cancelled ? ExitCode.Interrupted : ExitCode.Done;
    }

    private int Overfit(int batches)
    {
        int rows = (int)Math.Min(job.TrainData.Count, (long)batches * job.Settings.Batch);
        Dataset same = job.TrainData.Take(rows);
        int steps = same.BatchCount(job.Settings.Batch);
        int epochs = job.Options.Epochs ?? Math.Max(job.Settings.Epochs, (FewestSteps + steps - 1) / steps);
        double goal = OverfitCheck.GoalOf(job.Objective, same);
        var until = new UntilLearned(goal);
        shell.Out.WriteLine($"Learning {(steps == 1 ? "one batch" : $"{steps} batches")} of {Plural.Of(rows, job.Noun)} by heart: trained and judged on the same rows in the same order, {Plural.Of(epochs, "epoch")} at most, until their loss is at most {Display.Number(goal, 3)}.");
        History history = job.Trainer([until, new TrainProgress(shell, job)], new InOrder()).Fit(same, same, epochs, job.Settings.Batch, cancel);
        job.Model.Evaluate();
        double loss = history.Epochs.Count == 0 ? double.NaN : history.Epochs.Min(epoch => epoch.ValidationLoss!.Value);
        bool learned = loss <= goal;
        string verdict = learned
            ? $"OK: the network learned them by heart in {Plural.Of(history.Epochs.Count, "epoch")} (loss {Display.Number(loss, 3)}), so it can learn. Nothing was written."
            : $"Not there: after {Plural.Of(history.Epochs.Count, "epoch")} the loss is {Display.Number(loss, 3)}; expected at most {Display.Number(goal, 3)}. Try a learning rate ten times larger and smaller than {Display.Number(job.Settings.LearningRate, 3)}, a larger network, no dropout and no weight decay; look whether labels belong to their rows. Nothing was written.";
        Say("", verdict, new JsonObject { ["overfit_batches"] = batches, ["rows"] = rows, ["epochs"] = history.Epochs.Count, ["loss"] = Json.Number(loss), ["goal"] = goal, ["learned"] = learned });
        return history.StopReason == StopReason.Cancelled ? ExitCode.Interrupted : learned ? ExitCode.Done : ExitCode.Found;
    }

    private void Say(string what, string verdict, JsonObject json)
    {
        if (what.Length > 0)
            shell.Out.WriteLine(what);
        shell.Out.WriteLine(verdict);
        if (job.Options.Json)
            shell.Out.WriteLine(Json.Line(json));
    }

    /// <summary>Ends training once the rows are known by heart.</summary>
    private sealed class UntilLearned(double goal) : Callback
    {
        public override void OnEpoch(TrainingState state)
        {
            if (state.LastEpoch!.ValidationLoss <= goal)
                state.Stop(StopReason.Finished);
        }
    }

    /// <summary>Every row once, always in the same order.</summary>
    private sealed class InOrder : Sampler
    {
        public override int Count(int rows) => rows;

        public override void Fill(Span<int> order, int rows, Rng rng)
        {
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
        }
    }
}
