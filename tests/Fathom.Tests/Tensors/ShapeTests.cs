namespace Fathom.Tests.Tensors;

public sealed class ShapeTests
{
    private static readonly Shape s_shape = [2, 3, 4];

    [Fact]
    public void Axes_are_read_from_either_end_and_by_ranges()
    {
        Assert.Equal((3, 24, 2, 4), (s_shape.Rank, s_shape.Length, s_shape[0], s_shape[^1]));
        Assert.Equal([3, 4], s_shape[1..]);
        Assert.Equal([2, 3], s_shape[..^1]);
        Assert.Equal(1, s_shape[1..1].Length);
        Assert.Equal([2, 3, 4], s_shape.ToArray());
    }

    [Fact]
    public void With_Without_and_Insert_change_one_axis_of_a_copy()
    {
        Assert.Equal([2, 9, 4], s_shape.With(1, 9));
        Assert.Equal([2, 4], s_shape.Without(1));
        Assert.Equal([3, 4], s_shape.Without(0));
        Assert.Equal([2, 3], s_shape.Without(2));
        Assert.Equal([5, 2, 3, 4], s_shape.Insert(0, 5));
        Assert.Equal([2, 3, 4, 5], s_shape.Insert(3, 5));
        Assert.Equal([2, 3, 4], s_shape);
    }

    [Fact]
    public void Equality_is_of_rank_and_lengths()
    {
        Shape same = new([2, 3, 4]);
        Assert.True(s_shape == same && s_shape.Equals((object)same));
        Assert.Equal(s_shape.GetHashCode(), same.GetHashCode());
        Assert.True(s_shape != same.With(2, 5));
        Assert.True(s_shape != same.Insert(3, 1));
        Assert.True(new Shape([0]) != new Shape([]));
    }

    [Theory]
    [InlineData(new int[0], "()")]
    [InlineData(new[] { 5 }, "(5,)")]
    [InlineData(new[] { 32, 10 }, "(32, 10)")]
    public void It_prints_as_mathematics_writes_it(int[] lengths, string text) => Assert.Equal(text, new Shape(lengths).ToString());

    [Fact]
    public void Its_limits_are_refused_in_sentences()
    {
        Says("A shape has at most 8 axes, got 9. Merge axes with Reshape.", () => new Shape(1, 1, 1, 1, 1, 1, 1, 1, 1));
        Says("Axis 1 of a shape is -2: lengths are 0 or more", () => new Shape(3, -2));
        Says("A tensor holds at most 2,147,483,647 elements, got (65536, 32768).", () => new Shape(65536, 32768));
        Assert.Equal(int.MaxValue, new Shape(int.MaxValue).Length);
        Says("Axis 3 does not exist: the shape (2, 3, 4) has 3 axes, counted from 0.", () => s_shape[3]);
        Says("Axis -1 does not exist", () => s_shape[^4]);
        Says("The axes 2..5 do not exist", () => s_shape[2..5]);
        Says("The axes 2..1 do not exist", () => s_shape[2..1]);
        Says("Axis 5 does not exist", () => s_shape.With(5, 1));
        Says("Axis -1 does not exist", () => s_shape.Without(-1));
        Says("No axis can be inserted at 4: the shape (2, 3, 4) takes one at 0 to 3.", () => s_shape.Insert(4, 1));
        Says("A shape has at most 8 axes, got 9.", () => new Shape(1, 1, 1, 1, 1, 1, 1, 1).Insert(8, 1));
    }

    [Fact]
    public void Axes_keep_order_and_sign_and_none_means_all()
    {
        Axes axes = [0, -1, 7, -8];
        Assert.Equal([0, -1, 7, -8], axes.AsEnumerable());
        Assert.Equal("[0, -1, 7, -8]", axes.ToString());
        Assert.Equal("all", Axes.All.ToString());
        Assert.Equal(new Axes(3), (Axes)3);
        Assert.NotEqual(new Axes(0), Axes.All);
        Assert.Equal((0b101, 0b111), (new Axes(0, -1).Mask(3), Axes.All.Mask(3)));
    }

    [Fact]
    public void Axes_beyond_a_tensors_are_refused_in_sentences()
    {
        Says("A tensor has at most 8 axes; 9 were named.", () => new Axes(0, 1, 2, 3, 4, 5, 6, 7, 0));
        Says("Axis 8 does not exist: a tensor has at most 8 axes, 0 to 7, or −1 to −8 from the end.", () => new Axes(8));
        Says("Axis -9 does not exist", () => new Axes(-9));
        Says("twice", () => Tensor.Ones([2, 3]).Sum([0, -2]));
        Says("-2 to 1", () => Tensor.Ones([2, 3]).Sum(2));
        Says("a scalar has none", () => Tensor.Scalar(1).Sum(0));
    }

    private static void Says(string sentence, Func<object?> work) => Assert.Contains(sentence, Assert.Throws<ShapeException>(work).Message);
}
