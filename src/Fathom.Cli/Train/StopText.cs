namespace Fathom.Cli;

/// <summary>Why training ended, in words.</summary>
internal static class StopText
{
    /// <summary>One word or two, for files.</summary>
    public static string Of(StopReason reason) => reason switch
    {
        StopReason.Finished => "all epochs done",
        StopReason.EarlyStopping => "early stopping",
        StopReason.Cancelled => "cancelled",
        StopReason.LossNotFinite => "loss not finite",
        StopReason.Diverged => "loss ran away",
        StopReason.TimeLimit => "time limit",
        _ => "interrupted",
    };

    /// <summary>A sentence about how training went.</summary>
    public static string Sentence(TrainJob job, TrainResult result)
    {
        int epochs = result.History.Epochs.Count;
        string how = result.History.StopReason switch
        {
            StopReason.Finished => job.Settings.Epochs == 1 ? "The one epoch is done" : $"All {job.Settings.Epochs} epochs done",
            StopReason.EarlyStopping => $"Stopped after epoch {epochs} of at most {job.Settings.Epochs}, as the validation loss was no lower for {job.Settings.Patience} epochs",
            StopReason.Cancelled => $"Stopped by you in epoch {epochs} of {job.Settings.Epochs}",
            StopReason.TimeLimit => $"Stopped in epoch {epochs} of {job.Settings.Epochs}, as its time was over",
            StopReason.Diverged => $"Stopped in epoch {epochs + 1} of {job.Settings.Epochs}, as the loss ran away",
            StopReason.Interrupted => $"Stopped in epoch {epochs} of {job.Settings.Epochs} by a callback",
            _ => $"Stopped in epoch {epochs + 1} of {job.Settings.Epochs}, as the loss was no longer a number",
        };
        string weights = result.BestEpoch == 0 ? "the weights are those it began with" : $"the weights are those of epoch {result.BestEpoch}";
        return $"{how}; {weights}. Training took {Display.Duration(result.History.Time)}.";
    }
}
