using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

public sealed class StridedTests
{
    public static TheoryData<int[], int[], int> Walks =>
    [
        new([6], [1], 0), new([2, 3], [3, 1], 0), new([3, 2], [1, 3], 0), new([19, 37], [1, 19], 0), new([4, 2, 3], [1, 12, 4], 0), new([3, 18, 4, 2], [2, 24, 6, 1], 0),
        new([5, 20, 3, 17], [60, 1, 20, 300], 0), new([3, 4], [0, 1], 2), new([2, 3], [2, 0], 1), new([3], [4], 0), new([2, 2], [6, 2], 1), new([0, 3], [3, 1], 0), new([], [], 5), new([1, 4, 1], [7, 2, 9], 0),
    ];

    [Theory]
    [MemberData(nameof(Walks))]
    public void Copying_reads_and_adding_writes_what_the_strides_say(int[] lengths, int[] strides, int offset)
    {
        int count = lengths.Aggregate(1, (a, b) => a * b);
        int reach = offset + 1 + lengths.Zip(strides, (length, stride) => Math.Max(0, length - 1) * stride).Sum();
        double[] x = [.. Enumerable.Range(0, reach).Select(i => i + 0.5)], y = new double[count], sum = new double[reach], expected = new double[reach];
        Strided.Copy<double>(x, offset, lengths, strides, y);
        Strided.Add<double>(y, sum, offset, lengths, strides);
        for (int i = 0; i < count; i++)
        {
            int at = offset;
            for (int axis = lengths.Length - 1, rest = i; axis >= 0; rest /= lengths[axis--])
                at += rest % lengths[axis] * strides[axis];
            Assert.Equal(x[at], y[i]);
            expected[at] += y[i];
        }

        Assert.Equal(expected, sum);
    }
}
