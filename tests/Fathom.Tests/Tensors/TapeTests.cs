namespace Fathom.Tests.Tensors;

public sealed class TapeTests
{
    [Fact]
    public void Scopes_nest_and_restore_what_was_set_before_also_through_exceptions()
    {
        using (Tape.NoGradients())
        {
            Assert.False(Tape.IsRecording);
            using (Tape.Gradients())
            {
                Assert.True(Tape.IsRecording);
                Assert.Throws<InvalidDataException>(() =>
                {
                    using (Tape.ShapesOnly())
                        new FailsIn("Plan").Run(Tensor.Ones([1]));
                });
                Assert.True(Tape.IsRecording);
                Assert.Equal(1, Tensor.Ones([1]).ToScalar());
            }

            Assert.False(Tape.IsRecording);
        }

        Assert.True(Tape.IsRecording);
    }

    [Fact]
    public void Gradients_again_inside_NoGradients_flow()
    {
        Tensor x = Tensor.From([3f]).RequireGradient();
        using (Tape.NoGradients())
        using (Tape.Gradients())
            x.Square().Backward();
        Assert.Equal(6, x.Gradient.ToScalar());
    }

    [Fact]
    public void Gradients_or_NoGradients_inside_ShapesOnly_stay_without_values()
    {
        using (Tape.ShapesOnly())
        {
            using (Tape.NoGradients())
                Assert.Throws<StepException>(() => Tensor.Ones([2]).ToArray<float>());
            using (Tape.Gradients())
            {
                Tensor y = Tensor.Ones([2, 3]).RequireGradient() * 2;
                Assert.Equal([2, 3], y.Shape);
                Assert.Contains("ShapesOnly", Assert.Throws<StepException>(() => y.ToArray<float>()).Message);
            }
        }
    }

    [Fact]
    public void ShapesOnly_copies_views_and_prints_and_overwrites_without_values()
    {
        Tensor real = Tensor.Ones([2, 3]);
        using (Tape.ShapesOnly())
        {
            Tensor x = Tensor.Zeros([4, 3]);
            Assert.Equal([4, 3], x.Copy().Shape);
            Assert.Equal([3], x[1].Shape);
            Assert.Equal([2, 6], x.Reshape(2, -1).Shape);
            Assert.Equal("Float32 (4, 3)", x.ToString());
            Assert.Throws<StepException>(() => real.CopyFrom(x[..2]));
            x[..2].CopyFrom(real);
            x.Fill(1);
            Assert.Throws<ShapeException>(() => x + real);
        }
    }
}
