namespace Fathom;

/// <summary>One text being read and written by a <see cref="LanguageModel"/>: what it remembers of the tokens so far.</summary>
/// <remarks>Not for several threads at once; make one for each text.</remarks>
public abstract class Decoder
{
    /// <summary>Begins an empty text.</summary>
    protected Decoder(LanguageModel model) => Model = model;

    /// <summary>The model that reads.</summary>
    protected LanguageModel Model { get; }

    /// <summary>How many tokens were read.</summary>
    public long Count { get; private set; }

    /// <summary>Reads tokens, and says what may come after the last of them.</summary>
    /// <param name="tokens">The tokens that follow those given before, at least one.</param>
    /// <returns>The logits (V) of the next token; they are the caller's to keep.</returns>
    /// <exception cref="ArgumentException">No token is given, or one is not in the vocabulary; nothing was read then.</exception>
    /// <remarks>In evaluation mode, whatever mode the model is in; nothing is recorded.</remarks>
    public Tensor Next(params ReadOnlySpan<long> tokens)
    {
        Check(Model, tokens);
        using (Model.Evaluating())
        using (Tape.NoGradients())
        using (Step.Begin())
        {
            Tensor logits = Advance(tokens).Copy().Keep();
            Count += tokens.Length;
            return logits;
        }
    }

    /// <summary>Demands tokens, all of the vocabulary.</summary>
    internal static void Check(LanguageModel model, ReadOnlySpan<long> tokens)
    {
        if (tokens.Length == 0)
            throw new ArgumentException("There are no tokens; expected at least one to go on from.", nameof(tokens));
        for (int i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] < 0 || tokens[i] >= model.Vocabulary)
                throw new ArgumentException($"Token {i} is {tokens[i]}; expected 0 to {model.Vocabulary - 1}, as the model's vocabulary has {model.Vocabulary} tokens.", nameof(tokens));
        }
    }

    /// <summary>Reads tokens that are known to be valid, inside a <see cref="Step"/> of their own: what is to be remembered must be kept (<see cref="Tensor.Keep"/>).</summary>
    /// <param name="tokens">The tokens, at least one.</param>
    /// <returns>The logits (V) of what comes after the last.</returns>
    protected abstract Tensor Advance(ReadOnlySpan<long> tokens);
}
