using System.Numerics;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>
/// Rows of a data set as numbers, spread evenly over the whole so that a sorted set shows more than its first class: all rows where they lie in memory and
/// are few enough to be looked at in a moment, else as many as that allows. The same rows each time.
/// </summary>
internal sealed class DataSample
{
    private const int MostNumbers = 2_000_000;
    private const int MostMadeRows = 2_000;
    private const long MostKeyNumbers = 50_000_000;
    private const int ChunkRows = 256;

    private readonly Dataset _data;

    private DataSample(Dataset data, int[] rows, double[] x, double[] y)
    {
        (_data, Rows, X, Y) = (data, rows, x, y);
        (Columns, Outputs) = (x.Length / rows.Length, y.Length / rows.Length);
    }

    /// <summary>Which rows of the set these are.</summary>
    public int[] Rows { get; }

    /// <summary>Their inputs, row by row.</summary>
    public double[] X { get; }

    /// <summary>Their labels or targets, row by row.</summary>
    public double[] Y { get; }

    /// <summary>Numbers a row of X.</summary>
    public int Columns { get; }

    /// <summary>Numbers a row of Y.</summary>
    public int Outputs { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => Rows.Length;

    /// <summary>For evidence: empty where all rows were looked at.</summary>
    public string Words => Count == _data.Count ? "" : FormattableString.Invariant($" (seen in {Count:N0} of {_data.Count:N0} rows, spread evenly)");

    /// <summary>A number for each row of the set that equal inputs share, of all rows where that is a moment's work, else of those looked at.</summary>
    public ulong[] Keys => field ??= MakeKeys();

    /// <summary>Whether <see cref="Keys"/> are those of all rows, in order.</summary>
    public bool KeysOfAll => (long)_data.Count * Columns <= MostKeyNumbers && !_data.Source.IsCostly;

    /// <summary>Takes the rows.</summary>
    public static DataSample Of(Dataset data)
    {
        RowSource source = data.Source;
        int most = Math.Max(2, MostNumbers / Math.Max(1, source.XShape.Length + source.YShape.Length));
        int[] rows = DataPreview.Spread(data.Count, source.Tensors is null ? Math.Min(MostMadeRows, most) : most);
        double[] x = new double[(long)rows.Length * source.XShape.Length], y = new double[(long)rows.Length * source.YShape.Length];
        int atX = 0, atY = 0;
        InChunks(data, rows, batch =>
        {
            atX = Copy(batch.X, x, atX);
            atY = Copy(batch.Y, y, atY);
        });
        return new DataSample(data, rows, x, y);
    }

    private ulong[] MakeKeys()
    {
        int[] rows = KeysOfAll ? [.. Enumerable.Range(0, _data.Count)] : Rows;
        ulong[] keys = new ulong[rows.Length];
        int at = 0;
        InChunks(_data, rows, batch =>
        {
            ReadOnlySpan<byte> bytes = batch.X.Bytes;
            int length = bytes.Length / batch.Count;
            for (int i = 0; i < batch.Count; i++)
                keys[at++] = Key(bytes.Slice(i * length, length));
        });
        return keys;
    }

    private static void InChunks(Dataset data, int[] rows, Action<Batch> visit)
    {
        using Tape.Scope unrecorded = Tape.NoGradients();
        for (int start = 0; start < rows.Length; start += ChunkRows)
        {
            using Step step = Step.Begin();
            visit(data.Source.Make(rows.AsSpan(start, Math.Min(ChunkRows, rows.Length - start)), RowSource.StillRng()));
        }
    }

    private static int Copy(Tensor from, double[] to, int at)
    {
        switch (from.Type)
        {
            case DType.Float32:
                foreach (float value in from.AsReadOnlySpan<float>())
                    to[at++] = value;
                break;
            case DType.Int64:
                foreach (long value in from.AsReadOnlySpan<long>())
                    to[at++] = value;
                break;
            default:
                for (int i = 0; i < from.Length; i++)
                    to[at++] = from.GetElement(i);
                break;
        }

        return at;
    }

    private static ulong Key(ReadOnlySpan<byte> bytes)
    {
        const ulong odd = 0x9E3779B97F4A7C15;
        ulong key = odd ^ (ulong)bytes.Length;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            key = BitOperations.RotateLeft(key ^ (word * odd), 29) * 0xBF58476D1CE4E5B9;
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
            key = BitOperations.RotateLeft(key ^ (rest * odd), 29) * 0xBF58476D1CE4E5B9;
        return key ^ (key >> 31);
    }
}
