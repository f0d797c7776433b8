namespace Fathom;

/// <summary>Calls callbacks in order, and says of an exception which of them it came from, in its <see cref="Exception.Data"/>.</summary>
internal sealed class CallbackCalls(IReadOnlyList<Callback> callbacks)
{
    /// <summary>How many were started: those that <see cref="CallbackMoment.OnEnd"/> is for.</summary>
    public int Started { get; private set; }

    /// <summary>Starts them; one that refuses keeps those behind it from starting.</summary>
    public void Start(TrainingState state)
    {
        for (; Started < callbacks.Count; Started++)
            Call(Started, CallbackMoment.OnStart, state);
    }

    /// <summary>Calls all of them.</summary>
    public void Call(CallbackMoment moment, TrainingState state)
    {
        // By number: the enumerator of an interface would be an object a step.
        for (int i = 0; i < callbacks.Count; i++)
            Call(i, moment, state);
    }

    /// <summary>Ends every callback that was started (another holds what an earlier training left in it), also when one of them throws: the next may have the best weights to give back.</summary>
    /// <returns>The first exception.</returns>
    public Exception? End(TrainingState state)
    {
        Exception? first = null;
        for (int i = 0; i < Started; i++)
        {
            try
            {
                Call(i, CallbackMoment.OnEnd, state);
            }
            catch (Exception error)
            {
                first ??= error;
            }
        }

        return first;
    }

    private void Call(int i, CallbackMoment moment, TrainingState state)
    {
        Callback callback = callbacks[i];
        try
        {
            switch (moment)
            {
                case CallbackMoment.OnStart: callback.OnStart(state); break;
                case CallbackMoment.OnBatch: callback.OnBatch(state); break;
                case CallbackMoment.OnGradients: callback.OnGradients(state); break;
                case CallbackMoment.OnStep: callback.OnStep(state); break;
                case CallbackMoment.OnEpoch: callback.OnEpoch(state); break;
                case CallbackMoment.OnSettled: callback.OnSettled(state); break;
                default: callback.OnEnd(state); break;
            }
        }
        catch (Exception error) when (Name(error, callback, moment, state))
        {
            throw;
        }
    }

    /// <summary>Leaves the exception as it is, so that users catch what they threw.</summary>
    private static bool Name(Exception error, Callback callback, CallbackMoment moment, TrainingState state)
    {
        error.Data[Callback.FailedKey] ??= $"{callback.GetType().Name}.{moment} in epoch {state.Epoch}, step {state.Step} of {state.StepsPerEpoch}";
        return false;
    }
}
