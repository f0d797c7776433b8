namespace Fathom.Tests.Tensors;

public sealed class ViewTests
{
    [Fact]
    public void Rows_and_slices_share_memory()
    {
        Tensor x = Tensor.Range(0, 12).Reshape(4, 3);
        Assert.Equal([9f, 10f, 11f], x[^1].ToArray<float>());
        Assert.Equal([3f, 4f, 5f, 6f, 7f, 8f], x[1..^1].ToArray<float>());
        Assert.Equal(7, x[1..][1][1].ToScalar());
        Assert.Equal([0, 3], x[4..].Shape);
        x[2][0].Fill(-1);
        Assert.Equal(-1, x.GetElement(6));
    }

    [Fact]
    public void Indices_and_ranges_beyond_the_axis_are_refused_in_sentences()
    {
        Tensor x = Tensor.Ones([3, 2]);
        Says("Indexing: the index is 3; expected less than 3, the length of axis 0 of (3, 2).", () => x[3]);
        Says("Indexing: the index is ^4", () => x[^4]);
        Says("Indexing: the index is 0", () => Tensor.Ones([0, 2])[0]);
        Says("Indexing: the tensor is a scalar (); expected at least one axis. Read it with ToScalar().", () => Tensor.Scalar(1)[0]);
        Says("Slicing: the range is 1..4; expected within 0..3, the length of axis 0 of (3, 2).", () => x[1..4]);
        Says("Slicing: the range is 2..1", () => x[2..1]);
        Says("Slicing: the tensor is a scalar ()", () => Tensor.Scalar(1)[..]);
    }

    [Fact]
    public void Reshape_works_out_one_axis()
    {
        Tensor x = Tensor.Range(0, 12);
        Assert.Equal([3, 4], x.Reshape(-1, 4).Shape);
        Assert.Equal([2, 6], x.Reshape(2, -1).Shape);
        Assert.Equal([12], x.Reshape(3, 4).Reshape(-1).Shape);
        Assert.Equal([], x[..1].Reshape().Shape);
        Assert.Equal([1], Tensor.Scalar(1).Reshape(-1).Shape);
        Assert.Equal([0, 3], Tensor.Zeros([3, 0]).Reshape(-1, 3).Shape);
        Assert.Equal([2, 0], Tensor.Zeros([0]).Reshape(2, 0).Shape);
    }

    [Fact]
    public void Reshape_refuses_what_does_not_fit_in_sentences()
    {
        Tensor x = Tensor.Range(0, 12);
        Says("Reshape: the tensor is (12,) with 12 elements; expected a multiple of 5, the product of the other axes.", () => x.Reshape(5, -1));
        Says("Reshape: the tensor is (12,) with 12 elements; expected 10 elements, to become (2, 5).", () => x.Reshape(2, 5));
        Says("Reshape: axis 1 is -1; expected 0 or more: only one axis may be −1.", () => x.Reshape(-1, -1));
        Says("Reshape: axis 0 is -3; expected 0 or more, or −1 once.", () => x.Reshape(-3, 4));
        Says("beside an axis of 0 it could be any", () => Tensor.Zeros([0, 3]).Reshape(0, -1));
        Says("9 axes were asked for", () => x.Reshape(1, 1, 1, 1, 1, 1, 1, 1, 12));
    }

    private static void Says(string sentence, Func<object?> work) => Assert.Contains(sentence, Assert.Throws<ShapeException>(work).Message);
}
