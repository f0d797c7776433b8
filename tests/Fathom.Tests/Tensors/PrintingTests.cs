namespace Fathom.Tests.Tensors;

public sealed class PrintingTests
{
    private static readonly Dictionary<string, Tensor> s_tensors = new()
    {
        ["none"] = default,
        ["-2.5 Float32 ()"] = Tensor.Scalar(-2.5),
        ["[0.33333, 2, 1E+20] Float64 (3,)"] = Tensor.From([1 / 3.0, 2, 1e20]),
        ["[0.1, NaN, Infinity] Float32 (3,)"] = Tensor.From([0.1f, float.NaN, float.PositiveInfinity]),
        ["[9007199254740993, -1] Int64 (2,)"] = Tensor.From([9007199254740993L, -1]),
        ["[true, false] Bool (2,)"] = Tensor.From([true, false]),
        ["[[1, 2],\n [3, 4]] Float32 (2, 2)"] = Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } }),
        ["[[[1],\n  [2]],\n [[3],\n  [4]]] Float32 (2, 2, 1)"] = Tensor.From([1f, 2f, 3f, 4f], [2, 2, 1]),
        ["[] Float32 (0,)"] = Tensor.Zeros([0]),
        ["[[],\n []] Float32 (2, 0)"] = Tensor.Zeros([2, 0]),
        ["[0, 1, 2, …, 1998, 1999, 2000] Int64 (2001,)"] = Tensor.Range(0, 2001, type: DType.Int64),
        ["[[0, 1],\n [2, 3],\n [4, 5],\n …,\n [1996, 1997],\n [1998, 1999],\n [2000, 2001]] Int64 (1001, 2)"] = Tensor.Range(0, 2002, type: DType.Int64).Reshape(1001, 2),
        ["[2, 3] Int64 (2,)"] = Tensor.From([0L, 1, 2, 3]).Reshape(2, 2)[1],
    };

    public static TheoryData<string> Texts => [.. s_tensors.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_tensor_prints_as(string text) => Assert.Equal(text, s_tensors[text].ToString());
}
