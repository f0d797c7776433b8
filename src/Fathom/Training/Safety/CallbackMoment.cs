namespace Fathom;

/// <summary>When callbacks are called.</summary>
internal enum CallbackMoment
{
    OnStart,
    OnBatch,
    OnGradients,
    OnStep,
    OnEpoch,
    OnSettled,
    OnEnd,
}
