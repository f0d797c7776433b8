namespace Fathom.Tests.Tensors;

public sealed class BackwardTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_may_run_on_another_thread_than_forward_and_uses_that_threads_memory(bool inStep) => OnAnotherThread.Run(() =>
    {
        Tensor w = Tensor.From([1f, 2f]).RequireGradient();
        void Check()
        {
            Tensor loss = ((w * 3).Square() * w).Sum();
            long bytes = Workspace.Current.PooledBytes;
            OnAnotherThread.Run(loss.Backward);
            Assert.Equal([27f, 108f], w.Gradient.ToArray<float>());
            w.ClearGradient();
            OnAnotherThread.Run(() =>
            {
                using (Step.Begin())
                    loss.Backward();
            });
            Assert.Equal([27f, 108f], w.Gradient.ToArray<float>());
            Assert.Equal(bytes, Workspace.Current.PooledBytes);
        }

        if (!inStep)
        {
            Check();
            return;
        }

        using (Step.Begin())
            Check();
    });

    [Fact]
    public void A_second_backward_adds_to_leaves_and_to_retained_gradients()
    {
        using (Step.Begin())
        {
            Tensor x = Tensor.From([1f, 2f]).RequireGradient();
            Tensor y = (x * 3).RetainGradient();
            Tensor loss = y.Square().Sum();
            loss.Backward();
            Assert.Equal([6f, 12f], y.Gradient.ToArray<float>());
            loss.Backward();
            Assert.Equal([12f, 24f], y.Gradient.ToArray<float>());
            Assert.Equal([36f, 72f], x.Gradient.ToArray<float>());
            y.ClearGradient();
            x.ClearGradient();
            Assert.True(y.Gradient.IsNone);
            Assert.True(x.Gradient.IsNone);
            loss.Backward();
            Assert.Equal([6f, 12f], y.Gradient.ToArray<float>());
            Assert.Equal([18f, 36f], x.Gradient.ToArray<float>());
        }
    }

    [Fact]
    public void An_interior_gradient_is_gone_unless_it_was_asked_for()
    {
        Tensor x = Tensor.From([2f]).RequireGradient();
        Tensor y = x * 3;
        y.Square().Backward();
        Assert.True(y.Gradient.IsNone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_refused_backward_the_next_one_is_right(bool inStep)
    {
        Tensor x = Tensor.From([1f, 2f]).RequireGradient(), c = Tensor.From([5f, 7f]);
        void Check()
        {
            // The newest path is done and has reached y when the older one refuses.
            Tensor y = x * 2;
            Tensor changed = y * c;
            Tensor loss = changed + y.Square();
            c.Fill(1);
            Assert.Throws<StepException>(() => loss.Backward(Tensor.Ones([2])));
            x.ClearGradient();
            y.Backward(Tensor.Ones([2]));
            Assert.Equal([2f, 2f], x.Gradient.ToArray<float>());
            x.ClearGradient();
            ((y * c) + y.Square()).Backward(Tensor.Ones([2]));
            Assert.Equal([10f, 18f], x.Gradient.ToArray<float>());
        }

        if (!inStep)
        {
            Check();
            return;
        }

        using (Step.Begin())
            Check();
    }

    [Fact]
    public void A_graph_of_200_000_operations_needs_no_deeper_stack() => OnAnotherThread.Run(
        () =>
        {
            Tensor x = Tensor.From([1.0]).RequireGradient();
            Tensor y = x;
            for (int i = 0; i < 200_000; i++)
                y += x;
            y.Backward();
            Assert.Equal(200_001, x.Gradient.ToScalar());
        },
        stackBytes: 256 * 1024);

    [Fact]
    public void Diamonds_run_each_operation_once_after_all_that_use_its_result()
    {
        // Forty diamonds in a row are 2^40 paths.
        Tensor x = Tensor.From([1.0]).RequireGradient();
        Tensor y = x;
        for (int i = 0; i < 40; i++)
            y = (y * 1) + (y * 1);
        y.Backward();
        Assert.Equal(Math.Pow(2, 40), x.Gradient.ToScalar());
    }

    [Fact]
    public void An_older_result_used_late_waits_for_its_newest_user()
    {
        Tensor x = Tensor.From([3.0]).RequireGradient();
        Tensor a = x.Square();
        Tensor b = a * 2;
        Tensor c = b * a;
        (c + a).Backward();
        Assert.Equal((8 * 27) + 6, x.Gradient.ToScalar());
    }

    [Fact]
    public void A_view_of_a_parameter_sends_its_gradient_to_its_place()
    {
        Tensor w = Tensor.Parameter([3, 2]);
        (w[1] * 5).Sum().Backward();
        Assert.Equal([0f, 0f, 5f, 5f, 0f, 0f], w.Gradient.ToArray<float>());
        Assert.Equal([5f, 5f], w[1].Gradient.ToArray<float>());
    }

    [Fact]
    public void Overlapping_views_and_other_uses_add_up()
    {
        Tensor w = Tensor.From([1.0, 2, 3, 4]).RequireGradient();
        Tensor loss = w[..3].Sum() + (w[1..] * 10).Sum() + (w * 100).Sum() + (w.Reshape(2, 2)[1] * 1000).Sum();
        loss.Backward();
        Assert.Equal([101.0, 111, 1111, 1110], w.Gradient.ToArray<double>());
    }

    [Fact]
    public void A_slice_of_a_slice_of_a_computed_tensor_finds_its_place()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4, 5, 6]).RequireGradient();
        Tensor y = (x * 2).RetainGradient();
        y[1..5][1..3][1].Backward();
        Assert.Equal([0.0, 0, 0, 1, 0, 0], y.Gradient.ToArray<double>());
        Assert.Equal([0.0, 0, 0, 2, 0, 0], x.Gradient.ToArray<double>());
    }

    [Fact]
    public void A_detached_part_gets_no_gradient_and_may_start_a_graph_of_its_own()
    {
        Tensor x = Tensor.From([1.0, 2, 3]).RequireGradient();
        Tensor part = (x * 2)[1..].Detach().RequireGradient();
        (part[1] * 7).Backward();
        Assert.True(x.Gradient.IsNone);
        Assert.Equal([0.0, 7], part.Gradient.ToArray<double>());
    }

    [Fact]
    public void Backward_of_a_leaf_adds_the_upstream_itself()
    {
        Tensor x = Tensor.From([1f, 2f]).RequireGradient();
        x.Backward(Tensor.From([3f, 4f]));
        x[1].Backward();
        Assert.Equal([3f, 5f], x.Gradient.ToArray<float>());
    }

    [Fact]
    public void Backward_of_more_than_one_element_asks_for_an_upstream()
    {
        Tensor y = Tensor.Ones([2]).RequireGradient() * 2;
        Assert.Contains("(2,); expected one element", Assert.Throws<ShapeException>(y.Backward).Message);
    }

    [Fact]
    public void An_upstream_of_another_shape_or_type_is_refused()
    {
        Tensor y = Tensor.Ones([2]).RequireGradient() * 2;
        Assert.Contains("Float32 (3,); expected Float32 (2,)", Assert.Throws<ShapeException>(() => y.Backward(Tensor.Ones([3]))).Message);
        Assert.Contains("Float64 (2,)", Assert.Throws<ShapeException>(() => y.Backward(Tensor.Ones([2], DType.Float64))).Message);
    }

    [Fact]
    public void Backward_where_nothing_wants_a_gradient_is_refused()
    {
        Tensor y;
        using (Tape.NoGradients())
            y = Tensor.Ones([1]).RequireGradient() * 2;
        Assert.Contains("RequireGradient()", Assert.Throws<StepException>(y.Backward).Message);
        Assert.Throws<StepException>((Tensor.Ones([1]) * 2).Backward);
    }
}
