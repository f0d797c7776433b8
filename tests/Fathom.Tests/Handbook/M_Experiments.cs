using Fathom.Handbook;

namespace Fathom.Tests.Handbook;

/// <summary>Group M of the handbook: experiments, their numbers against worked ones and against independent computations.</summary>
public sealed class M_Experiments
{
    public static TheoryData<string> Names => [.. Experiments.All.Select(experiment => experiment.Name)];

    private static ExperimentResult Run(string name, params (string Option, string Value)[] options) =>
        Experiments.Find(name)!.Run(options.ToDictionary(option => option.Option, option => option.Value));

    private static ChartSeries Series(ExperimentResult result, string chart, string series) =>
        result.Pictures.OfType<LineChart>().Single(picture => picture.Title == chart).Series.Single(line => line.Name == series);

    [Fact]
    public void Every_experiment_of_the_handbook_is_there() => Assert.Equal(
        ["activations", "learning-rates", "schedules"],
        Experiments.All.Select(experiment => experiment.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bits(string name)
    {
        string first = Bits(Experiments.Find(name)!.Run(seed: 5));
        Assert.Equal(first, Bits(Experiments.Find(name)!.Run(seed: 5)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_says_what_it_asks_what_can_be_turned_and_what_to_conclude(string name)
    {
        Experiment experiment = Experiments.Find(name)!;
        Assert.EndsWith("?", experiment.Question);
        Assert.Matches("^[A-Z][0-9]+$", experiment.Row);
        ExperimentResult result = experiment.Run();
        Assert.EndsWith(".", result.See);
        Assert.EndsWith(".", result.Conclude);
        Assert.NotEmpty(result.Facts);
        Assert.NotEmpty(result.Tables);
        Assert.NotEmpty(result.Pictures);
        Assert.Equal(result.Facts.Count, result.Facts.Select(fact => fact.Name).Distinct().Count());
        // A default given as text is the default.
        var defaults = experiment.Options.ToDictionary(option => option.Name, option => option.DefaultText);
        Assert.Equal(Bits(result), Bits(experiment.Run(defaults)));
    }

    [Fact]
    public void An_unknown_option_is_refused_with_those_there_are()
    {
        var fault = Assert.Throws<ExperimentOptionException>(() => Run("activations", ("what", "relu")));
        Assert.Equal("The experiment activations has no option 'what'; it has which, from, to.", fault.Message);
    }

    [Fact]
    public void M2_activations_have_the_handbooks_minima_and_slopes()
    {
        ExperimentResult result = Run("activations", ("which", "gelu,gelu-tanh,silu,sigmoid,tanh,relu"));
        Assert.Equal(-0.16997, result["gelu_minimum"], 5e-6);
        Assert.Equal(-0.7518, result["gelu_minimum_at"], 1e-4);
        Assert.Equal(-0.17004, result["gelu-tanh_minimum"], 5e-6);
        Assert.Equal(-0.27846, result["silu_minimum"], 5e-6);
        Assert.Equal(-1.2785, result["silu_minimum_at"], 1e-4);
        Assert.Equal(0.25, result["sigmoid_largest_slope"], 1e-12);
        Assert.Equal(1, result["tanh_largest_slope"], 1e-12);
        // At x = 5 against the exponential itself.
        Assert.Equal(1 / (1 + Math.Exp(-5)), Series(result, "Activations", "sigmoid").Y[^1], 1e-14);
        Assert.Equal(1 - (Math.Tanh(5) * Math.Tanh(5)), Series(result, "Their derivatives", "tanh").Y[^1], 1e-12);
        Assert.Equal(0, Series(result, "Their derivatives", "relu").Y[200]);
    }

    [Fact]
    public void M7_the_hiker_walks_as_the_handbook_says()
    {
        ExperimentResult result = Run("learning-rates", ("rates", "0.1,1,2.1"), ("steps", "3"));
        ReadOnlySpan<double> w = Series(result, "The hiker on the hill", "rate 0.1").X;
        Assert.Equal(3.6, w[1], 1e-12);
        Assert.Equal(3.24, w[2], 1e-12);
        Assert.Equal(2.916, w[3], 1e-12);
        Assert.Equal(0, result["w_end_1"]);
        Assert.Equal(4 * Math.Pow(-1.1, 3), result["w_end_2.1"], 1e-12);
        Assert.Equal(["right", "right", "diverges"], Run("learning-rates", ("rates", "0.1,1,2.1")).Tables[0].Rows.Select(row => (string)row[^1]));
    }

    [Fact]
    public void M6_schedules_follow_their_formulas()
    {
        ExperimentResult result = Run("schedules", ("which", "all"), ("lr", "1"), ("steps", "101"));
        ReadOnlySpan<double> cosine = Series(result, "Learning-rate schedules", "cosine").Y;
        Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * 30 / 100)), cosine[30], 1e-12);
        Assert.Equal(0.125, Series(result, "Learning-rate schedules", "step").Y[76], 1e-12);
        Assert.Equal(Math.Pow(0.01, 50.0 / 101), Series(result, "Learning-rate schedules", "exponential").Y[50], 1e-12);
        Assert.Equal(0, result["cosine_last"], 1e-12);
        Assert.Equal(1, result["constant_last"]);
        Assert.True(result["plateau_last"] < 1);
        Assert.Equal(0.1, Series(result, "Learning-rate schedules", "warmup-cosine").Y[0], 1e-12);
    }

    /// <summary>Every number of a result, bit for bit, and its words.</summary>
    private static string Bits(ExperimentResult result) => string.Join('\n',
    [
        .. result.Facts.Select(fact => $"{fact.Name} {BitConverter.DoubleToInt64Bits(fact.Value):x}"),
        .. result.Tables.SelectMany(table => table.Rows).SelectMany(row => row).Select(cell => cell is double number ? $"{BitConverter.DoubleToInt64Bits(number):x}" : (string)cell),
        .. result.Pictures.Select(picture => picture.ToSvg()),
        result.See,
        result.Conclude,
    ]);
}
