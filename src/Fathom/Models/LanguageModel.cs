namespace Fathom;

/// <summary>A network that says, at every place of a text, which token comes next.</summary>
/// <remarks><code>
/// shapes    tokens (N, T) Int64, T at most <see cref="Context"/> → logits (N, T, V): row t is about token t + 1, from tokens 0…t alone
/// source    Bengio, Ducharme, Vincent and Jauvin 2003, "A neural probabilistic language model"
/// </code></remarks>
/// <example><code>
/// foreach (long token in model.Generate(prompt, count: 200, new TokenSampling(temperature: 0.8, topK: 40), new Rng(1)))
///     Console.Write(vocabulary[token]);
/// </code></example>
public abstract class LanguageModel : Layer
{
    /// <summary>V: the number of tokens; they are 0…V−1.</summary>
    public abstract int Vocabulary { get; }

    /// <summary>The longest sequence that <see cref="Layer.Forward"/> takes; null when there is no limit.</summary>
    public abstract int? Context { get; }

    /// <summary>Begins a text to go on with: a reader that remembers what it has read, so that a further token costs one token's work. The same weights serve any number of them.</summary>
    /// <remarks>Unless a model has something better, everything in the window is computed again for each token.</remarks>
    public virtual Decoder NewDecoder() => new WindowDecoder(this);

    /// <summary>Goes on with a text: tokens one by one, as they are chosen.</summary>
    /// <param name="prompt">The tokens to begin with, at least one; of more than <see cref="Context"/> the last count.</param>
    /// <param name="count">How many tokens to choose.</param>
    /// <param name="sampling">How they are chosen; by default drawn from the model's own distribution.</param>
    /// <param name="rng">Where random numbers come from; <see cref="Rng.Default"/> when not given. The same prompt, weights and generator give the same tokens.</param>
    /// <returns>The new tokens, without the prompt. Each is computed when it is asked for: stop whenever enough is read.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or a token is not in the vocabulary.</exception>
    /// <exception cref="ArgumentOutOfRangeException">count is below 0.</exception>
    /// <remarks>In evaluation mode, whatever mode the model is in; nothing is recorded.</remarks>
    public IEnumerable<long> Generate(ReadOnlySpan<long> prompt, int count, TokenSampling? sampling = null, Rng? rng = null)
    {
        Decoder.Check(this, prompt);
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"count is {count}; expected a number of tokens of at least 0.");
        return Continue(prompt.ToArray(), count, sampling ?? new TokenSampling(), rng ?? Rng.Default);
    }

    private IEnumerable<long> Continue(long[] prompt, int count, TokenSampling sampling, Rng rng)
    {
        Decoder decoder = NewDecoder();
        long[] given = prompt;
        for (int i = 0; i < count; i++)
        {
            long token = sampling.Choose(decoder.Next(given), rng);
            yield return token;
            given = [token];
        }
    }
}
