using Fathom.Kernels;

namespace Fathom;

/// <summary>Windows of a text as rows to learn the next token from: X the tokens of a window, Y those that follow each.</summary>
/// <remarks><code>
/// shapes         X (N, T) Int64: tokens s … s + T − 1      Y (N, T) Int64: tokens s + 1 … s + T
/// consecutive    s = 0, T, 2T, …: every token is predicted once an epoch, but for the fewer than T at the end
/// random         s drawn anew for each row of each epoch, every place equally likely; when no epoch is under way (evaluation) the same each time
/// source         Karpathy, char-rnn (consecutive) and nanoGPT (random)
/// </code></remarks>
public sealed class TokenWindows : RowSource
{
    private readonly long[] _tokens;
    private readonly int _length;
    private readonly bool _isRandom;

    private TokenWindows(long[] tokens, int length, int count, bool isRandom)
    {
        (_tokens, _length, _isRandom) = (tokens, length, isRandom);
        Count = count;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Shape XShape => [_length];

    /// <inheritdoc/>
    public override DType XType => DType.Int64;

    /// <inheritdoc/>
    public override Shape YShape => [_length];

    /// <summary>Windows one after another, without overlap.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="length">T: tokens a window.</param>
    /// <exception cref="DatasetException">The text is shorter than one window and the token after it.</exception>
    public static TokenWindows Consecutive(ReadOnlySpan<long> tokens, int length) => new(Demand(tokens, length), length, (tokens.Length - 1) / length, isRandom: false);

    /// <summary>Windows that begin anywhere.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="length">T: tokens a window.</param>
    /// <param name="count">How many windows an epoch has.</param>
    /// <exception cref="DatasetException">The text is shorter than one window and the token after it.</exception>
    public static TokenWindows Random(ReadOnlySpan<long> tokens, int length, int count) => new(Demand(tokens, length), length, Require.Positive(count, nameof(count)), isRandom: true);

    /// <inheritdoc/>
    public override void Fill(ReadOnlySpan<int> rows, Tensor x, Tensor y, Rng epoch)
    {
        Span<long> inputs = x.AsSpan<long>(), targets = y.AsSpan<long>();
        for (int i = 0; i < rows.Length; i++)
        {
            int start = Start(rows[i], epoch);
            _tokens.AsSpan(start, _length).CopyTo(inputs[(i * _length)..]);
            _tokens.AsSpan(start + 1, _length).CopyTo(targets[(i * _length)..]);
        }
    }

    private int Start(int row, Rng epoch)
    {
        if (!_isRandom)
            return row * _length;
        epoch.MoveToRow(row);
        return (int)RandomFill.Below((ulong)(_tokens.Length - _length), epoch.Seed, epoch.Stream, epoch.Counter);
    }

    private static long[] Demand(ReadOnlySpan<long> tokens, int length) => tokens.Length > Require.Positive(length, nameof(length))
        ? tokens.ToArray()
        : throw new DatasetException($"TokenWindows: the text has {tokens.Length:N0} tokens; windows of {length:N0} need at least {length + 1:N0}, as the token after the last one is needed too. Bring more text, or use a shorter context.");
}
