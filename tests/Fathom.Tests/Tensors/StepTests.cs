using Fathom.Ops;

namespace Fathom.Tests.Tensors;

public sealed class StepTests
{
    [Fact]
    public void A_handle_used_after_its_step_throws()
    {
        Tensor y;
        using (Step.Begin())
            y = Tensor.From([1f, 2f]).Exp();
        var error = Assert.Throws<StepException>(() => y.ToArray<float>());
        Assert.Contains("Keep()", error.Message);
    }

    [Fact]
    public void A_kept_tensor_outlives_its_step_with_its_values()
    {
        Tensor y;
        using (Step.Begin())
            y = (Tensor.From([0f, 1f]) * 2).Keep();
        using (Step.Begin())
            Tensor.Zeros([2]);
        Assert.Equal([0f, 2f], y.ToArray<float>());
    }

    [Fact]
    public void A_parameter_changed_between_forward_and_backward_throws()
    {
        Tensor w = Tensor.Parameter([2]);
        Tensor x = Tensor.From([1f, 2f]).RequireGradient();
        Tensor y = new Multiply().Run(w, x);
        w.AsSpan<float>()[0] = 3;
        var error = Assert.Throws<StepException>(() => y.Backward(Tensor.Ones([2])));
        Assert.Contains("changed between forward and backward", error.Message);
    }

    [Fact]
    public void A_recycled_view_leaves_no_offset_behind()
    {
        using (Step.Begin())
        {
            Tensor x = Tensor.From([1f, 2f, 3f, 4f], [4, 1]);
            using (Step.Begin())
                Assert.Equal(4f, x[3].ToScalar());
            Assert.Equal([0f, 0f], Tensor.Zeros([2]).ToArray<float>());
            Assert.Equal([7f, 7f], Tensor.Full([2], 7).ToArray<float>());
        }
    }

    [Fact]
    public void A_step_allocates_nothing_once_warm()
    {
        Tensor w = Tensor.Parameter([64]);
        Tensor x = Tensor.Ones([64]);
        Tensor up = Tensor.Ones([64]);
        void Run()
        {
            using (Step.Begin())
            {
                Tensor y = new Multiply().Run(w, x).Exp();
                w.ClearGradient();
                y.Reshape(8, 8).Reshape(64).Backward(up);
            }
        }

        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(() =>
        {
            for (int i = 0; i < 1000; i++)
                Run();
        }));
        Assert.Equal(1f, w.Gradient.ToArray<float>()[5], 1e-6f);
    }
}
