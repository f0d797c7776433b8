namespace Fathom.Tests.Tensors;

public sealed class HandleTests
{
    /// <summary>Every kind of handle made inside a step; the numbers of each are 6, 12.</summary>
    private static readonly Dictionary<string, Func<Tensor>> s_kinds = new()
    {
        ["value"] = () => Tensor.From([3f, 6f]) * 2,
        ["view"] = () => (Tensor.From([0f, 0f, 3f, 6f], [2, 2]) * 2)[1],
        ["view of a view"] = () => Tensor.From([0f, 0f, 0f, 6f, 12f, 0f], [3, 2])[1..].Reshape(4)[1..3],
        ["detached"] = () => (Tensor.From([3f, 6f]) * 2).Detach(),
        ["copy"] = () => Tensor.From([6f, 12f]).Copy(),
        ["gradient"] = () => Leaf().Gradient,
        ["view of a gradient"] = () => Leaf().Gradient[..],
        ["gradient of a view"] = () => Leaf().Reshape(2, 1).Gradient.Reshape(2),
        ["retained gradient"] = () =>
        {
            Tensor y = (Tensor.From([1f, 1f]).RequireGradient() * 4).RetainGradient();
            y.Backward(Tensor.From([6f, 12f]));
            return y.Gradient;
        },
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_handle_used_after_its_step_is_refused_and_still_prints(string kind)
    {
        Tensor x;
        using (Step.Begin())
        {
            x = s_kinds[kind]();
            Assert.Equal([6f, 12f], x.ToArray<float>());
        }

        Overwrite();
        Assert.Contains("a step that is over", Assert.Throws<StepException>(() => x.ToArray<float>()).Message);
        Assert.Throws<StepException>(() => x.Shape);
        Assert.Throws<StepException>(() => x + 1);
        Assert.Throws<StepException>(() => x.Keep());
        Assert.Equal("tensor of a step that is over", x.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_kept_has_its_numbers_after_later_steps_overwrite_the_pool(string kind)
    {
        Tensor x;
        using (Step.Begin())
        {
            using (Step.Begin())
                x = s_kinds[kind]().Keep();
            Overwrite();
        }

        Overwrite();
        Assert.Equal([6f, 12f], x.ToArray<float>());
        Assert.False(x.NeedsGradient && !x.IsLeaf, "the graph that made it is gone");
    }

    [Fact]
    public void A_kept_leaf_keeps_its_gradient()
    {
        Tensor x;
        using (Step.Begin())
            x = Leaf().Keep();
        Overwrite();
        Assert.Equal([6f, 12f], x.Gradient.ToArray<float>());
        (x * 2).Backward(Tensor.Ones([2]));
        Assert.Equal([8f, 14f], x.Gradient.ToArray<float>());
    }

    [Fact]
    public void A_view_is_no_leaf_and_its_refusal_says_what_it_is()
    {
        Tensor x = Tensor.Ones([2, 2]);
        string view = Assert.Throws<StepException>(() => x[0].RequireGradient()).Message;
        Assert.Contains("is a view", view);
        Assert.Contains("Copy()", view);
        Assert.True(x[0].Copy().RequireGradient().IsLeaf);
        string computed = Assert.Throws<StepException>(() => (x.RequireGradient() * 2).RequireGradient()).Message;
        Assert.Contains("was computed from others", computed);
        Assert.Contains("Int64", Assert.Throws<StepException>(() => Tensor.From([1L]).RequireGradient()).Message);
    }

    [Fact]
    public void None_is_refused_with_what_it_may_be() =>
        Assert.Contains("IsNone", Assert.Throws<StepException>(() => default(Tensor).Shape).Message);

    private static Tensor Leaf()
    {
        Tensor leaf = Tensor.From([1f, 1f]).RequireGradient();
        (leaf * Tensor.From([6f, 12f])).Sum().Backward();
        return leaf;
    }

    /// <summary>Takes more of the pool's small blocks than any test left there, and writes them full.</summary>
    private static void Overwrite()
    {
        using (Step.Begin())
        {
            for (int i = 1; i < 200; i++)
                Tensor.Full([1 + (i % 8)], -1);
        }
    }
}
