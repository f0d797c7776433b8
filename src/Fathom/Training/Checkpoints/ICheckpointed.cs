namespace Fathom;

/// <summary>Something with a memory that training depends on: a callback, an objective, a sampler or a batch augmentation of your own. What it remembers travels in the <see cref="Checkpoint"/>.</summary>
/// <remarks>What it was made with (a patience, a decay) does not belong into its state: return it from <c>ToString</c>, which is compared when training goes on, so that other arguments are refused.
/// <code>
/// sealed class CountSteps : Callback, ICheckpointed
/// {
///     private long _count;
///
///     public override void OnStep(TrainingState state) =&gt; _count++;
///
///     public void Save(Checkpoint state) =&gt; state.Add("count", _count);
///
///     public void Restore(Checkpoint state) =&gt; _count = state.Whole("count");
/// }
/// </code></remarks>
public interface ICheckpointed
{
    /// <summary>Adds what is remembered, under names of its own.</summary>
    /// <param name="state">The part of the checkpoint that is this one's alone.</param>
    void Save(Checkpoint state);

    /// <summary>Takes up what <see cref="Save"/> has added. Of a callback it is called after <see cref="Callback.OnStart"/>.</summary>
    /// <param name="state">The part of the checkpoint that is this one's alone.</param>
    void Restore(Checkpoint state);
}
