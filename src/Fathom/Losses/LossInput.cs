using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Fathom.Ops;

/// <summary>What losses refuse: numbers that cannot be what the parameter's name says. Each names the first of them and its place.</summary>
internal static class LossInput
{
    /// <summary>Demands numbers from 0 to 1.</summary>
    public static void Probabilities<T>(string operation, ReadOnlySpan<T> values, string argument, string fix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= T.Zero && values[i] <= T.One))
                Throw(operation, argument, i, values[i], "a number from 0 to 1", fix);
        }
    }

    /// <summary>Demands labels +1 or −1.</summary>
    public static void Signs<T>(string operation, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (T.Abs(values[i]) != T.One)
                Throw(operation, "labels", i, values[i], "1 or -1", "Turn labels 0 and 1 into them with labels * 2 - 1.");
        }
    }

    [DoesNotReturn]
    private static void Throw<T>(string operation, string argument, int index, T value, string expected, string fix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new ArgumentOutOfRangeException(
            null, $"{operation}: element {index} of {argument} is {double.CreateTruncating(value).ToString("G6", CultureInfo.InvariantCulture)}; expected {expected}. {fix}");
}
