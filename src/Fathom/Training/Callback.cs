namespace Fathom;

/// <summary>Something that watches training and may stop it: the one way to extend <see cref="Trainer.Fit"/>. Override what you need.</summary>
/// <example><code>
/// sealed class PrintLoss : Callback
/// {
///     public override void OnEpoch(TrainingState state) =&gt; Console.WriteLine($"{state.Epoch}: {state.LastEpoch!.TrainLoss:F4}");
/// }
/// </code></example>
/// <remarks>
/// An exception of a callback ends training, and reaches who called <see cref="Trainer.Fit"/> as it is; its <see cref="Exception.Data"/> names the callback under
/// <see cref="FailedKey"/>. All callbacks that were started hear of the end nevertheless.
/// </remarks>
public abstract class Callback
{
    /// <summary>Where an exception's <see cref="Exception.Data"/> says which callback threw it: <c>PrintLoss.OnEpoch in epoch 3, step 5 of 5</c>.</summary>
    public const string FailedKey = "Fathom.Callback";

    /// <summary>Called once before the first step.</summary>
    public virtual void OnStart(TrainingState state)
    {
    }

    /// <summary>Called before each step, inside its open <see cref="Step"/>, when the batch is there (<see cref="TrainingState.X"/>) and nothing was computed with it.</summary>
    public virtual void OnBatch(TrainingState state)
    {
    }

    /// <summary>Called between backward and the optimizer's step: gradients are there, unclipped, and no parameter was changed. Not called where the loss was not finite.</summary>
    public virtual void OnGradients(TrainingState state)
    {
    }

    /// <summary>Called after each optimizer step; the gradients are still there.</summary>
    public virtual void OnStep(TrainingState state)
    {
    }

    /// <summary>Called after each epoch, when its losses and metrics are known.</summary>
    public virtual void OnEpoch(TrainingState state)
    {
    }

    /// <summary>Called after all callbacks have had their <see cref="OnStep"/> or <see cref="OnEpoch"/>, when nothing changes any more: the moment a checkpoint keeps.</summary>
    internal virtual void OnSettled(TrainingState state)
    {
    }

    /// <summary>Called once at the end, however training ended: epochs done, stopped, cancelled or thrown out of.</summary>
    public virtual void OnEnd(TrainingState state)
    {
    }
}
