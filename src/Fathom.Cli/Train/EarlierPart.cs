namespace Fathom.Cli;

/// <summary>What a training that goes on had done before: clocks begin anew, so speed and time left are those of the steps since.</summary>
/// <param name="Share">Of the whole run.</param>
/// <param name="Epoch">The epoch that was cut; 0 in a new training.</param>
/// <param name="Step">The steps done of it.</param>
/// <param name="Wait">What they have waited for their batches.</param>
internal readonly record struct EarlierPart(double Share, int Epoch, int Step, TimeSpan Wait)
{
    /// <summary>Of a training about to start or to go on.</summary>
    public static EarlierPart Of(TrainingState state) => new(Done(state), state.Epoch, state.Step, state.DataWait);

    /// <summary>The share of the run that is done.</summary>
    public static double Done(TrainingState state) => state.Epoch == 0 ? 0 : (state.Epoch - 1 + ((double)state.Step / state.StepsPerEpoch)) / state.Epochs;

    /// <summary>The steps of the epoch since.</summary>
    public int Steps(TrainingState state) => state.Epoch == Epoch ? state.Step - Step : state.Step;

    /// <summary>What they have waited for their batches.</summary>
    public TimeSpan DataWait(TrainingState state) => state.Epoch == Epoch ? state.DataWait - Wait : state.DataWait;

    /// <summary>The time that the run will take yet, at most: early stopping may end sooner. Null where nothing tells.</summary>
    public TimeSpan? RunLeft(TrainingState state, TimeSpan spent) => Done(state) is var done && done > Share && done < 1 ? spent * ((1 - done) / (done - Share)) : null;

    /// <summary>The time that the epoch will take yet; null where nothing tells.</summary>
    public TimeSpan? EpochLeft(TrainingState state, TimeSpan spent) => Steps(state) is > 0 and var steps ? spent * ((double)(state.StepsPerEpoch - state.Step) / steps) : null;
}
