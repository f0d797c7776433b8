namespace Fathom;

/// <summary>A layer that knows how it is computed when nothing is trained any more, and puts that into a predictor's plan.</summary>
/// <remarks>Layers without it run through their own <see cref="Layer.Forward"/>: correct, but one by one and through tensors.</remarks>
internal interface IInference
{
    /// <summary>Adds what this layer computes in evaluation mode; false, and nothing added, where its settings need <see cref="Layer.Forward"/>.</summary>
    /// <param name="plan">The plan so far; <see cref="InferencePlan.Row"/> is what comes in.</param>
    bool Build(InferencePlan plan);
}
