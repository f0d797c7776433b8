namespace Fathom.Tests.Tensors;

public sealed class WorkspaceTests
{
    [Fact]
    public void An_inner_step_takes_back_its_own_tensors_and_no_others()
    {
        Tensor inner;
        using (Step.Begin())
        {
            Tensor outer = Tensor.Full([100], 3);
            using (Step.Begin())
                inner = Tensor.Full([100], 4);
            Assert.Throws<StepException>(() => inner.Shape);
            Tensor.Full([100], 5);
            Assert.All(outer.ToArray<float>(), x => Assert.Equal(3f, x));
        }
    }

    [Fact]
    public void An_outer_step_closes_a_forgotten_inner_one_and_the_real_exception_is_seen()
    {
        Tensor left = default;
        Assert.Throws<InvalidDataException>(() =>
        {
            using (Step.Begin())
            {
                _ = Step.Begin();
                left = Tensor.Ones([10]);
                new FailsIn("Forward").Run(left);
            }
        });
        Assert.Equal(0, Workspace.Current.Depth);
        Assert.Throws<StepException>(() => left.Shape);
    }

    [Fact]
    public void A_step_closed_after_its_outer_one_or_twice_changes_nothing()
    {
        Step outer = Step.Begin();
        Step inner = Step.Begin();
        outer.Dispose();
        inner.Dispose();
        outer.Dispose();
        Assert.Equal(0, Workspace.Current.Depth);
    }

    [Theory]
    [InlineData("Plan")]
    [InlineData("Forward")]
    [InlineData("Backward")]
    public void An_operation_that_throws_leaves_the_workspace_usable_and_flat(string part) => OnAnotherThread.Run(() =>
    {
        Tensor x = Tensor.Ones([50]).RequireGradient();
        void Fail()
        {
            Assert.Equal(part, Assert.Throws<InvalidDataException>(() =>
            {
                using (Step.Begin())
                {
                    Tensor z = x * 3;
                    (new FailsIn(part).Run(z) * 5).Backward(Tensor.Ones([50]));
                }
            }).Message);
        }

        Fail();
        long bytes = Workspace.Current.PooledBytes;
        for (int i = 0; i < 20; i++)
            Fail();
        Assert.Equal(bytes, Workspace.Current.PooledBytes);
        Assert.Equal(0, Workspace.Current.Depth);
        Assert.Equal(0, Workspace.Current.ScratchMark());
        Assert.True(Tape.IsRecording);
        x.ClearGradient();
        using (Step.Begin())
            new FailsIn("nothing").Run(x * 3).Backward(Tensor.Ones([50]));
        Assert.All(x.Gradient.ToArray<float>(), dx => Assert.Equal(6f, dx));
    });

    [Fact]
    public void A_thousand_nested_steps_use_the_memory_of_one_again() => OnAnotherThread.Run(() =>
    {
        Tensor w = Tensor.Parameter([300]);
        void Run()
        {
            using (Step.Begin())
            {
                Tensor outer = w * 2;
                using (Step.Begin())
                    (outer.Exp() * outer[..]).Sum().Backward();
            }
        }

        Run();
        long bytes = Workspace.Current.PooledBytes;
        Assert.True(bytes > 0);
        for (int i = 0; i < 1000; i++)
            Run();
        Assert.Equal(bytes, Workspace.Current.PooledBytes);
    });

    [Fact]
    public void A_thousand_steps_one_inside_the_other_close_one_by_one()
    {
        static void Nest(int depth)
        {
            if (depth == 0)
                return;
            using (Step.Begin())
            {
                Tensor x = Tensor.Full([4], depth);
                Nest(depth - 1);
                Assert.Equal(depth, x[3].ToScalar());
            }
        }

        Nest(1000);
        Assert.Equal(0, Workspace.Current.Depth);
    }

    [Fact]
    public void Another_thread_may_read_a_steps_tensor_but_makes_no_view_of_it()
    {
        using (Step.Begin())
        {
            Tensor x = Tensor.From([1f, 2f]), kept = Tensor.From([3f, 4f]).Keep();
            OnAnotherThread.Run(() =>
            {
                Assert.Equal([1f, 2f], x.ToArray<float>());
                Assert.Contains("another thread", Assert.Throws<StepException>(() => x[0]).Message);
                Assert.Throws<StepException>(() => x.Reshape(2, 1));
                Assert.Throws<StepException>(() => x.Detach());
                Assert.Equal([1f, 2f], x.Copy().ToArray<float>());
                Assert.Equal(4, kept[1].ToScalar());
            });
        }
    }
}
