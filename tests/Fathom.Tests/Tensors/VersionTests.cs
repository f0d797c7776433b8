namespace Fathom.Tests.Tensors;

public sealed class VersionTests
{
    private static readonly Dictionary<string, Action<Tensor>> s_changes = new()
    {
        ["AsSpan"] = x => x.AsSpan<float>()[0] = 9,
        ["Fill"] = x => x.Fill(9),
        ["CopyFrom"] = x => x.CopyFrom(Tensor.Full([2], 9)),
        ["a view"] = x => x[1].Fill(9),
        ["a detached alias"] = x => x.Detach().Fill(9),
        ["Rng"] = x => new Rng(1).Uniform(x, 0, 1),
    };

    public static TheoryData<string> Changes => [.. s_changes.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_refused_where_backward_reads_the_input(string change)
    {
        Tensor w = Tensor.From([1f, 2f]).RequireGradient(), x = Tensor.From([3f, 4f]);
        Tensor y = w * x;
        s_changes[change](x);
        Assert.Contains("Multiply: input 1 (2,) was changed", Assert.Throws<StepException>(() => y.Backward(Tensor.Ones([2]))).Message);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_refused_where_backward_reads_the_result(string change)
    {
        Tensor y = Tensor.From([1f, 2f]).RequireGradient().Exp();
        s_changes[change](y);
        Assert.Contains("Exp: result 0 (2,) was changed", Assert.Throws<StepException>(() => y.Backward(Tensor.Ones([2]))).Message);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_that_backward_does_not_read_is_allowed(string change)
    {
        Tensor w = Tensor.From([1f, 2f]).RequireGradient(), x = Tensor.From([3f, 4f]), b = Tensor.From([5f, 6f]);
        Tensor y = (w * x) + b;
        s_changes[change](w);
        s_changes[change](b);
        s_changes[change](y);
        y.Backward(Tensor.Ones([2]));
        Assert.Equal([3f, 4f], w.Gradient.ToArray<float>());
    }

    [Fact]
    public void Reading_is_no_change()
    {
        Tensor w = Tensor.From([1f, 2f]).RequireGradient();
        Tensor y = w.Square();
        _ = w.AsReadOnlySpan<float>()[0] + w.ToArray<float>()[0] + w.GetElement(1) + w[0].ToScalar();
        _ = w.ToString();
        _ = w.Copy();
        Tensor.Zeros([2]).CopyFrom(w);
        y.Backward(Tensor.Ones([2]));
        Assert.Equal([2f, 4f], w.Gradient.ToArray<float>());
    }

    [Fact]
    public void An_optimizer_that_steps_before_backward_is_told_so()
    {
        var model = new Linear(2, 2);
        var optimizer = new Sgd(model, lr: 0.1);
        Tensor x = Tensor.Ones([1, 2]).RequireGradient();
        model.Forward(x).Sum().Backward();
        Tensor loss = model.Forward(x).Sum();
        optimizer.Step();
        Assert.Contains("optimizers step after Backward", Assert.Throws<StepException>(loss.Backward).Message);
    }
}
