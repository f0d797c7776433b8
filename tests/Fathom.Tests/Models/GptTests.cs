using Fathom.Tests.Training;

namespace Fathom.Tests.Models;

/// <summary>GPT: what it is made of, what it saves, what it refuses. Generation with its cache stands in <see cref="Handbook.J_Attention"/>.</summary>
public sealed class GptTests : IDisposable
{
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_bench_network_has_as_many_parameters_as_PyTorchs()
    {
        // 65·128 + 64·128 + 4·(3·128² + 3·128 + 128² + 128 + 8·128² + 512 + 128 + 4·128) + 2·128 + 65·128
        Assert.Equal(818_176, new Gpt(65, 64).ParameterCount);
        Assert.Equal(818_176 - (65 * 128), new Gpt(65, 64, tied: true).ParameterCount);
    }

    [Fact]
    public void Names_are_those_of_PyTorchs_blocks()
    {
        string[] names = [.. new Gpt(5, 4, layers: 1, heads: 1, width: 2).Parameters.Select(parameter => parameter.Name)];
        Assert.Equal(
            [
                "token.weight", "position.weight", "layers.0.self_attn.in_proj_weight", "layers.0.self_attn.in_proj_bias", "layers.0.self_attn.out_proj.weight", "layers.0.self_attn.out_proj.bias",
                "layers.0.linear1.weight", "layers.0.linear1.bias", "layers.0.linear2.weight", "layers.0.linear2.bias", "layers.0.norm1.weight", "layers.0.norm1.bias",
                "layers.0.norm2.weight", "layers.0.norm2.bias", "norm.weight", "norm.bias", "output.weight",
            ],
            names);
    }

    [Fact]
    public void It_starts_as_documented()
    {
        var model = new Gpt(65, 64, rng: new Rng(1));
        float[] all = [.. model.Parameters.Where(p => p.Tensor.Rank > 1).SelectMany(p => p.Tensor.ToArray<float>())];
        Assert.Equal(0.02, Math.Sqrt(all.Average(w => (double)w * w)), 1e-4);
        Assert.Equal(0, all.Average(), 1e-4);
        Assert.All(model.Parameters.Where(p => p.Name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.All(p.Tensor.ToArray<float>(), value => Assert.Equal(0, value)));

        // Every token is about as likely as every other: the first loss is ln V.
        Tensor x = new Rng(2).Uniform([4, 64], 0, 65).To(DType.Int64);
        Assert.Equal(Math.Log(65), Loss.CrossEntropy(model.Predict(x).Reshape(-1, 65), x.Reshape(-1)).ToScalar(), 0.05);
    }

    [Theory]
    [InlineData("learned")]
    [InlineData("sinusoidal")]
    [InlineData("rotary")]
    [InlineData("none")]
    public void A_place_knows_nothing_of_what_comes_after_it(string positions)
    {
        var model = new Gpt(7, 12, layers: 2, heads: 2, width: 8, positions: positions, std: 0.5, rng: new Rng(1));
        long[] text = [.. Enumerable.Range(0, 12).Select(i => (long)(i * i % 7))];
        Tensor before = model.Predict(Tensor.From(text, [1, 12]));
        text[8] = 6;
        Tensor after = model.Predict(Tensor.From(text, [1, 12]));
        Assert.Equal(before[0][..8].ToArray<float>(), after[0][..8].ToArray<float>());
        Assert.NotEqual(before[0][8].ToArray<float>(), after[0][8].ToArray<float>());
        Assert.NotEqual(before[0][11].ToArray<float>(), after[0][11].ToArray<float>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_file_gives_the_same_network_back(bool tied)
    {
        var model = new Gpt(7, 12, layers: 2, heads: 2, width: 8, dropout: 0.1, feedForward: 12, bias: false, tied: tied, positions: "rotary", activation: "relu", window: 5, eps: 1e-4, std: 0.3, rng: new Rng(1));
        var loaded = Assert.IsType<Gpt>(ModelFile.Load(_files.Save(model, new MultiClassObjective())).Model);
        Assert.Equal(model.ParameterCount, loaded.ParameterCount);
        Assert.Equal(model.ToString(), loaded.ToString());
        Assert.Equal(model.Generate([1, 2], 30, new TokenSampling(2), new Rng(5)), loaded.Generate([1, 2], 30, new TokenSampling(2), new Rng(5)));
    }

    [Fact]
    public void A_tied_table_gets_the_gradients_of_both_its_uses()
    {
        Tensor x = Tensor.From<long>([1, 2, 3], [1, 3]);
        double[][] Gradient(bool tied)
        {
            var model = new Gpt(5, 4, layers: 1, heads: 1, width: 4, tied: tied, rng: new Rng(1));
            if (!tied)
                model.Parameters.Single(p => p.Name == "output.weight").Tensor.CopyFrom(model.Parameters.Single(p => p.Name == "token.weight").Tensor);
            var state = new Gpt(5, 4, layers: 1, heads: 1, width: 4, tied: true, rng: new Rng(1)).State.ToDictionary(item => item.Name, item => item.Tensor);
            foreach (NamedTensor parameter in model.Parameters)
                parameter.Tensor.CopyFrom(state[parameter.Name]);
            model.ConvertTo(DType.Float64);
            Loss.CrossEntropy(model.Forward(x)[0], x.Reshape(3)).Backward();
            return [.. model.Parameters.Where(p => p.Name is "token.weight" or "output.weight").Select(p => p.Tensor.Gradient.ToArray<double>())];
        }

        double[][] apart = Gradient(tied: false), together = Gradient(tied: true);
        Assert.Single(together);
        Assert.Equal(apart[0].Zip(apart[1], (a, b) => a + b), together[0], (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_warm_training_step_allocates_nothing()
    {
        var model = new Gpt(7, 8, layers: 2, heads: 2, width: 8, dropout: 0.1, rng: new Rng(1));
        var optimizer = new AdamW(model, lr: 1e-3);
        Tensor x = new Rng(2).Uniform([3, 8], 0, 7, DType.Float64).To(DType.Int64);
        void Run()
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Loss.CrossEntropy(model.Forward(x).Reshape(-1, 7), x.Reshape(-1)).Backward();
                optimizer.Step();
            }
        }

        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(Run));
    }

    [Fact]
    public void It_learns_a_text_by_heart()
    {
        var model = new Gpt(5, 16, layers: 1, heads: 2, width: 16, rng: new Rng(1));
        var optimizer = new AdamW(model, lr: 1e-2);
        long[] text = [0, 1, 2, 0, 3, 4, 1, 1, 2, 3, 0, 0, 4, 2, 1, 3, 4];
        Tensor x = Tensor.From<long>(text[..16], [1, 16]), y = Tensor.From<long>(text[1..], [16]);
        for (int i = 0; i < 120; i++)
        {
            using (Step.Begin())
            {
                optimizer.ZeroGradients();
                Loss.CrossEntropy(model.Forward(x)[0], y).Backward();
                optimizer.Step();
            }
        }

        Assert.Equal(text[1..], model.Generate([0], 16, TokenSampling.Greedy));
    }

    [Fact]
    public void Options_and_inputs_that_do_not_fit_are_refused_by_name()
    {
        Assert.Contains("no positions named \"absolute\"", Assert.Throws<ArgumentException>(() => new Gpt(5, 4, positions: "absolute")).Message);
        Assert.Contains("A tied output is the table of tokens", Assert.Throws<ArgumentException>(() => new Gpt(5, 4, tied: true, outputBias: true)).Message);
        Assert.Contains("vocabulary is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Gpt(0, 4)).Message);
        Assert.Contains("layers is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new Gpt(5, 4, layers: 0)).Message);
        Assert.Contains("dropout is 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Gpt(5, 4, dropout: 1)).Message);
        var model = new Gpt(5, 4, layers: 1, heads: 1, width: 2);
        Assert.Contains("T from 1 to the context of 4", Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 5], DType.Int64))).Message);
        Assert.Contains("Float32 (1, 3); expected Int64", Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 3]))).Message);
    }
}
