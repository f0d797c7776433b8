using System.Globalization;

namespace Fathom.Conformance;

/// <summary>Compares computed with expected arrays and stops at the first that is wrong, with its worst element.</summary>
internal static class Comparison
{
    /// <summary>Demands that an array is as expected: type, shape and every element.</summary>
    /// <exception cref="MismatchException">It is not.</exception>
    public static void Check(string what, Tensor got, Tensor expected, Tolerance tolerance)
    {
        if (got.IsNone)
            throw new MismatchException($"{what}: got nothing, expected {expected.Shape}");
        if (got.Shape != expected.Shape)
            throw new MismatchException($"{what}: got shape {got.Shape}, expected {expected.Shape}");
        if (got.Type.IsFloating() ? !expected.Type.IsFloating() : got.Type != expected.Type)
            throw new MismatchException($"{what}: got type {got.Type}, expected {expected.Type}");
        double largest = Largest(expected);
        (int worst, double excess) = (-1, 1.0);
        for (int i = 0; i < expected.Length; i++)
        {
            double ratio = Ratio(got.GetElement(i), expected.GetElement(i), tolerance, largest);
            if (ratio > excess)
                (worst, excess) = (i, ratio);
        }

        if (worst < 0)
            return;
        double e = expected.GetElement(worst);
        throw new MismatchException(string.Create(CultureInfo.InvariantCulture,
            $"{what}{Indices(worst, expected.Shape)}: got {got.GetElement(worst):R}, expected {e:R} (allowed difference {tolerance.At(e, largest):G2})"));
    }

    /// <summary>A single number, compared as an array of one.</summary>
    public static void Check(string what, double got, double expected, Tolerance tolerance) =>
        Check(what, Tensor.Scalar(got, DType.Float64), Tensor.Scalar(expected, DType.Float64), tolerance);

    /// <summary>The difference in units of what is allowed; infinite where one is finite and the other is not.</summary>
    private static double Ratio(double got, double expected, Tolerance tolerance, double largest)
    {
        if (got.Equals(expected))
            return 0;
        double difference = Math.Abs(got - expected);
        double allowed = tolerance.At(expected, largest);
        return difference <= allowed ? 0 : double.IsFinite(difference) && allowed > 0 ? difference / allowed : double.PositiveInfinity;
    }

    private static double Largest(Tensor expected)
    {
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (double.IsFinite(expected.GetElement(i)))
                largest = Math.Max(largest, Math.Abs(expected.GetElement(i)));
        }

        return largest;
    }

    private static string Indices(int flat, Shape shape)
    {
        int[] indices = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (flat, indices[axis]) = Math.DivRem(flat, shape[axis]);
        return $"[{string.Join(", ", indices)}]";
    }
}
