using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fathom;

/// <summary>A channel's bytes as floats: (v / 255 − mean) / deviation, rounded once from double.</summary>
/// <remarks>
/// There are 256 results, so a table is the definition. A product and a sum in double give the same floats, vector by vector and faster, for
/// nearly all means and deviations; whether they do is tried for all 256 when the scale is made.
/// </remarks>
internal sealed class PixelScale
{
    private readonly float[] _valueOf = new float[256];
    private readonly double _factor, _offset;

    public PixelScale(double mean, double deviation)
    {
        byte[] all = new byte[_valueOf.Length];
        for (int v = 0; v < all.Length; v++)
            (all[v], _valueOf[v]) = ((byte)v, (float)(((v / 255.0) - mean) / deviation));
        (_factor, _offset) = (1 / (255 * deviation), -mean / deviation);
        float[] computed = new float[all.Length];
        int done = Compute(all, computed);
        IsComputed = done == all.Length && MemoryMarshal.AsBytes(computed.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(_valueOf.AsSpan()));
    }

    /// <summary>Whether all 256 values are the same when they are computed.</summary>
    public bool IsComputed { get; }

    /// <summary>Writes a float for each byte.</summary>
    public void Convert(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (int i = IsComputed ? Compute(pixels, values) : 0; i < pixels.Length; i++)
            values[i] = _valueOf[pixels[i]];
    }

    /// <summary>Whole vectors of them; says how many bytes that were.</summary>
    private int Compute(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        if (!Vector256.IsHardwareAccelerated)
            return 0;
        values = values[..pixels.Length];
        ref byte from = ref MemoryMarshal.GetReference(pixels);
        ref float to = ref MemoryMarshal.GetReference(values);
        Vector512<double> factor = Vector512.Create(_factor), offset = Vector512.Create(_offset);
        int i = 0;
        for (; i <= pixels.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref from, (nuint)i);
            Vector512<int> whole = Vector512.WidenLower(Vector256.WidenLower(bytes.ToVector256Unsafe()).ToVector512Unsafe()).AsInt32();
            (Vector512<long> low, Vector512<long> high) = Vector512.Widen(whole);
            Vector512.Narrow(
                (Vector512.ConvertToDouble(low) * factor) + offset,
                (Vector512.ConvertToDouble(high) * factor) + offset).StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }
}
