using System.Numerics;

namespace Fathom.Kernels;

/// <summary>One lane, for processors without vectors.</summary>
internal readonly unsafe struct Lanes1<T> : ILanes<T, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static T Load(T* source) => *source;

    public static void Store(T value, T* target) => *target = value;

    public static T Broadcast(T value) => value;

    public static T Add(T a, T b) => a + b;

    public static void MultiplyAdd(T a, T b, ref T sum) => sum = T.MultiplyAddEstimate(a, b, sum);

    public static T Sum(T a) => a;
}
