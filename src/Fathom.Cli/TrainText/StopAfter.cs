namespace Fathom.Cli;

/// <summary>Ends a training after a number of steps, where epochs are no whole number of them.</summary>
internal sealed class StopAfter(int steps) : Callback
{
    public override void OnStep(TrainingState state)
    {
        if (state.TotalSteps == steps)
            state.Stop(StopReason.Finished);
    }
}
