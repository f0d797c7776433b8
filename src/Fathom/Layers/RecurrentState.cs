namespace Fathom;

/// <summary>What a recurrent layer carries from one piece of a sequence to the next: h, and for an LSTM c, of every layer and direction.</summary>
/// <param name="H">The hidden states (layers·directions, N, H), or (layers·directions, H) for a single sequence; none for zeros.</param>
/// <param name="C">The cell states of an LSTM, of the same form; none for the others, or for zeros.</param>
/// <remarks>The order is PyTorch's: layer 0 forwards, layer 0 backwards, layer 1 forwards, ….</remarks>
public readonly record struct RecurrentState(Tensor H, Tensor C = default)
{
    /// <summary>Whether there is nothing in it: the layer then starts from zeros.</summary>
    public bool IsNone => H.IsNone && C.IsNone;

    /// <summary>The same numbers without history: no gradient flows further back than this. Between the chunks of a long sequence this is truncated backpropagation through time.</summary>
    /// <remarks><code>
    /// RecurrentState state = default;
    /// foreach (Tensor chunk in chunks)
    /// {
    ///     (Tensor y, state) = lstm.Forward(chunk, state.Detach());
    ///     …                             // loss, backward, step: within this chunk
    /// }
    /// </code>Williams and Peng 1990, "An efficient gradient-based algorithm for on-line training of recurrent network trajectories".</remarks>
    public RecurrentState Detach() => new(H.IsNone ? H : H.Detach(), C.IsNone ? C : C.Detach());

    /// <summary>Takes the state out of its step, so that a later step can go on from it.</summary>
    public RecurrentState Keep() => new(H.IsNone ? H : H.Keep(), C.IsNone ? C : C.Keep());
}
