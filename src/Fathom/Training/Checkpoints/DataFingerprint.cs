using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fathom;

/// <summary>SHA-256 by which a checkpoint knows its data again.</summary>
/// <remarks>
/// Of tensors all values count. Rows that are made cost too much for that: all labels or targets count, and of X up to 256 rows at equal distances, as they are made where
/// nothing is random, so that another augmentation is noticed too.
/// </remarks>
internal static class DataFingerprint
{
    private const int MostRows = 256;
    private const int RowsAtATime = 32;

    private static readonly ConditionalWeakTable<Dataset, string> s_known = [];

    public static string Of(Dataset data) => s_known.GetValue(data, Compute);

    private static string Compute(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, data.Count);
        AddShape(hash, data.Source.XShape, data.Source.XType);
        AddShape(hash, data.Source.YShape, data.Source.YType);
        data.ForEachPartOfY((_, part) => hash.AppendData(part.Bytes));
        if (data.Source.Tensors is { } all)
            hash.AppendData(all.X.Bytes);
        else
            AddSomeRows(hash, data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AddSomeRows(IncrementalHash hash, Dataset data)
    {
        int count = Math.Min(MostRows, data.Count);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * data.Count / count))];
        for (int start = 0; start < count; start += RowsAtATime)
        {
            using Step step = Step.Begin();
            hash.AppendData(data.Source.Make(rows.AsSpan(start, Math.Min(RowsAtATime, count - start)), RowSource.StillRng()).X.Bytes);
        }
    }

    private static void AddShape(IncrementalHash hash, in Shape shape, DType type)
    {
        Add(hash, (int)type);
        Add(hash, shape.Rank);
        hash.AppendData(MemoryMarshal.AsBytes(shape.AsSpan()));
    }

    private static void Add(IncrementalHash hash, int value) => hash.AppendData(BitConverter.GetBytes(value));
}
