namespace Fathom.Cli;

/// <summary>Ends a training after a number of steps, where epochs are no whole number of them.</summary>
internal sealed class StopAfter(int steps) : Callback
{
    private int _done;

    public override void OnStart(TrainingState state) => _done = 0;

    public override void OnStep(TrainingState state)
    {
        if (++_done == steps)
            state.Stop(StopReason.Finished);
    }
}
