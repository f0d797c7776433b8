using Fathom.Kernels;

namespace Fathom;

/// <summary>
/// A source of random numbers whose every value is a pure function of (seed, stream, counter): the same seed gives the same bits on any number
/// of threads, and a state is three numbers that can be saved.
/// </summary>
/// <remarks>
/// Philox 4×32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). Drawing advances the counter;
/// <see cref="Fork(string)"/> gives an independent stream under a name, so that drawing more in one place never changes another.
/// Differs from PyTorch: other numbers for the same seed.
/// </remarks>
public sealed class Rng
{
    private static Rng s_default = new(0);

    [ThreadStatic]
    private static Rng? t_ofRow;

    [ThreadStatic]
    private static Rng? t_instead;

    private ulong _counter;

    /// <summary>A generator at a given place of a given stream.</summary>
    /// <param name="seed">The seed of everything drawn.</param>
    /// <param name="stream">Which of the 2⁶⁴ streams of this seed.</param>
    /// <param name="counter">How many values were drawn already.</param>
    public Rng(ulong seed, ulong stream = 0, ulong counter = 0)
    {
        Seed = seed;
        Stream = stream;
        _counter = counter;
    }

    /// <summary>The generator used where none is given: seed 0, advancing through the whole process. Give generators of your own where runs must be repeatable piece by piece.</summary>
    public static Rng Default
    {
        get => t_instead ?? s_default;
        set => s_default = value;
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; private set; }

    /// <summary>The stream.</summary>
    public ulong Stream { get; private set; }

    /// <summary>How many values have been drawn: with seed and stream, the whole state.</summary>
    public ulong Counter
    {
        get => Volatile.Read(ref _counter);
        set => Volatile.Write(ref _counter, value);
    }

    /// <summary>An independent stream of the same seed, fixed by its name and this stream.</summary>
    public Rng Fork(string name)
    {
        // FNV-1a over the name, started from this stream: stable between runs and versions, which string.GetHashCode is not.
        ulong hash = 14695981039346656037UL ^ (Stream * 0x9E3779B97F4A7C15UL);
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211UL;
        return new Rng(Seed, hash);
    }

    /// <summary>An independent stream, one for each call: the next of this generator's forks.</summary>
    public Rng Fork() => Fork($"#{Advance(1)}");

    /// <summary>
    /// Goes to the numbers that belong to a row, its 2³² of this stream: what is drawn next depends on the row's number alone, not on what was drawn
    /// before. How a <see cref="RowSource"/> gives each row the same numbers in whatever batch it comes.
    /// </summary>
    /// <param name="row">The row's number, 0 or more.</param>
    public void MoveToRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        Counter = (ulong)row << 32;
    }

    /// <summary>A generator of this thread at the numbers of a row, for rows that several threads make: valid until the thread asks for another row's.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="from">How many of the row's 2³² numbers are left to others.</param>
    internal Rng ForRow(int row, uint from = 0)
    {
        Rng stream = t_ofRow ??= new Rng(0);
        stream.Seed = Seed;
        stream.Stream = Stream;
        stream._counter = ((ulong)row << 32) + from;
        return stream;
    }

    /// <summary>
    /// Another generator in the place of <see cref="Default"/>, for this thread alone, until the scope is disposed: what is made only to be overwritten
    /// draws nothing from the numbers of others, whoever draws at the same time.
    /// </summary>
    internal static DefaultScope InsteadOfDefault(Rng other)
    {
        var scope = new DefaultScope(t_instead);
        t_instead = other;
        return scope;
    }

    /// <summary>Reserves <paramref name="count"/> values and gives the counter of the first. Inside <see cref="Tape.ShapesOnly"/> nothing is drawn, so nothing is reserved.</summary>
    public ulong Take(long count) => Tape.IsPlanning ? Counter : Advance(count);

    /// <summary>Fills with numbers evenly spread over [low, high).</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public void Uniform<T>(Span<T> values, double low = 0, double high = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        RandomFill.Uniform(values, Seed, Stream, Advance(values.Length), low, high);

    /// <summary>Fills with normally distributed numbers.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public void Normal<T>(Span<T> values, double mean = 0, double std = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        RandomFill.Normal(values, Seed, Stream, Advance(values.Length), mean, std);

    /// <summary>Fills with the numbers 0…n−1 in random order, every order equally likely.</summary>
    public void Permutation(Span<int> indices) => RandomFill.Permutation(indices, Seed, Stream, Advance(indices.Length));

    /// <summary>The numbers 0…n−1 in random order.</summary>
    public int[] Permutation(int n)
    {
        int[] indices = new int[n];
        Permutation(indices);
        return indices;
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble()
    {
        Span<double> one = stackalloc double[1];
        Uniform(one);
        return one[0];
    }

    /// <summary>A tensor of numbers evenly spread over [low, high).</summary>
    public Tensor Uniform(in Shape shape, double low = 0, double high = 1, DType type = DType.Float32)
    {
        Tensor tensor = Tensor.Empty(shape, type);
        Uniform(tensor, low, high);
        return tensor;
    }

    /// <summary>A tensor of normally distributed numbers.</summary>
    public Tensor Normal(in Shape shape, double mean = 0, double std = 1, DType type = DType.Float32)
    {
        Tensor tensor = Tensor.Empty(shape, type);
        Normal(tensor, mean, std);
        return tensor;
    }

    /// <summary>Overwrites a floating-point tensor with numbers evenly spread over [low, high).</summary>
    public void Uniform(Tensor tensor, double low, double high)
    {
        if (tensor.Cell.IsPlanned)
            return;
        if (tensor.Type == DType.Float64)
            Uniform(tensor.AsSpan<double>(), low, high);
        else
            Uniform(tensor.AsSpan<float>(), low, high);
    }

    /// <summary>Overwrites a floating-point tensor with normally distributed numbers.</summary>
    public void Normal(Tensor tensor, double mean, double std)
    {
        if (tensor.Cell.IsPlanned)
            return;
        if (tensor.Type == DType.Float64)
            Normal(tensor.AsSpan<double>(), mean, std);
        else
            Normal(tensor.AsSpan<float>(), mean, std);
    }

    /// <summary>Seed, stream and counter as numbers to keep.</summary>
    internal (ulong Seed, ulong Stream, ulong Counter) State => (Seed, Stream, Counter);

    /// <summary>Goes to where another generator stood: what is drawn from now on is the same.</summary>
    internal void GoTo((ulong Seed, ulong Stream, ulong Counter) state) => (Seed, Stream, Counter) = state;

    /// <summary>Seed, stream and counter.</summary>
    public override string ToString() => $"Rng(seed {Seed}, stream {Stream}, counter {Counter})";

    /// <summary>Puts back what was in the place of <see cref="Default"/>.</summary>
    internal readonly ref struct DefaultScope(Rng? before) : IDisposable
    {
        private readonly Rng? _before = before;

        public void Dispose() => t_instead = _before;
    }

    private ulong Advance(long count) => Interlocked.Add(ref _counter, (ulong)count) - (ulong)count;
}
