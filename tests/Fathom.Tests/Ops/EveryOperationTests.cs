using System.Reflection;
using System.Xml.Linq;
using Fathom.Ops;

namespace Fathom.Tests.Ops;

/// <summary>One table: whatever holds for every operation is asked of every operation in the assembly. One without samples fails.</summary>
public sealed class EveryOperationTests
{
    /// <summary>Operations whose gradient is zero everywhere: there is nothing to get wrong by 1 %.</summary>
    private static readonly Dictionary<string, string> s_noGradient = new()
    {
        [nameof(Compare)] = "its result is true or false",
        [nameof(Heaviside)] = "it is 0 everywhere",
    };

    /// <summary>Operations that take anything.</summary>
    private static readonly Dictionary<string, string> s_refusesNothing = new()
    {
        [nameof(To)] = "it converts whatever it gets",
    };

    private static readonly Dictionary<string, Sample> s_samples = typeof(EveryOperationTests).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(ISamples)))
        .SelectMany(type => ((ISamples)Activator.CreateInstance(type)!).All)
        .ToDictionary(sample => sample.ToString());

    /// <summary>Every sample of this assembly by its name.</summary>
    internal static IReadOnlyDictionary<string, Sample> All => s_samples;

    public static TheoryData<string> Operations => [.. Types.Select(type => type.Name)];

    public static TheoryData<string> Samples => [.. s_samples.Keys];

    public static TheoryData<string> ElementwiseSamples => [.. s_samples.Where(s => s.Value.IsElementwise).Select(s => s.Key)];

    /// <summary>Samples with two inputs of one shape that both have gradients.</summary>
    public static TheoryData<string> PairSamples => [.. s_samples.Where(s => Pair(s.Value, s.Value.Draw(DType.Float64)) is not null).Select(s => s.Key)];

    private static IEnumerable<Type> Types => typeof(IOp<>).Assembly.GetTypes().Where(type =>
        type is { IsValueType: true, ContainsGenericParameters: false } &&
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOp<>) && i.GenericTypeArguments[0] == type));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation_has_a_sample(string operation) =>
        Assert.True(s_samples.Values.Any(s => s.Op.Name == operation), $"{operation} has no sample: add one to a class that implements ISamples.");

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation_documents_its_formula_shapes_and_gradient(string operation)
    {
        string file = Path.ChangeExtension(typeof(IOp<>).Assembly.Location, ".xml");
        string name = "T:" + Types.Single(type => type.Name == operation).FullName;
        XElement member = XDocument.Load(file).Descendants("member").Single(m => (string?)m.Attribute("name") == name);
        Assert.False(string.IsNullOrWhiteSpace(member.Element("summary")?.Value));
        Assert.Contains("shapes ", member.Element("remarks")?.Value);
        Assert.Contains("gradient ", member.Element("remarks")?.Value);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_gradient_equals_central_differences(string name)
    {
        Sample sample = s_samples[name];
        if (s_noGradient.ContainsKey(sample.Op.Name))
            return;
        GradientCheckResult check = Check(sample, sample.Call);
        Assert.True(check.Passed, $"{name}: {check}");
        Assert.True(check.Checked > 0);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_gradient_wrong_by_one_percent_is_noticed(string name)
    {
        Sample sample = s_samples[name];
        if (s_noGradient.ContainsKey(sample.Op.Name))
            return;
        GradientCheckResult check = Check(sample, x => new WrongByOnePercent().Run(sample.Call(x)));
        Assert.False(check.Passed, $"{name}: {check}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Float_and_double_agree(string name)
    {
        Sample sample = s_samples[name];
        (double[] y, double[][] dx) wide = Results(sample, DType.Float64), narrow = Results(sample, DType.Float32);
        Close(wide.y, narrow.y, $"{name}: result");
        for (int i = 0; i < wide.dx.Length; i++)
            Close(wide.dx[i], narrow.dx[i], $"{name}: gradient of input {i}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Backward_adds_to_the_gradient_that_is_there(string name)
    {
        Sample sample = s_samples[name];
        if (s_noGradient.ContainsKey(sample.Op.Name))
            return;
        Tensor[] inputs = sample.Draw(DType.Float64);
        sample.Call(inputs).Backward(Upstream(sample, inputs));
        double[][] once = Gradients(inputs);
        sample.Call(inputs).Backward(Upstream(sample, inputs));
        double[][] twice = Gradients(inputs);
        for (int i = 0; i < once.Length; i++)
            Assert.Equal(once[i].Select(g => 2 * g), twice[i], (a, b) => Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Inputs_that_want_no_gradient_get_none(string name)
    {
        Sample sample = s_samples[name];
        if (s_noGradient.ContainsKey(sample.Op.Name))
            return;
        double[][] all = Results(sample, DType.Float64).Dx;
        Tensor[] inputs = sample.Draw(DType.Float64);
        for (int only = 0; only < inputs.Length; only++)
        {
            if (!sample.Inputs[only].IsDifferentiable)
                continue;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (sample.Inputs[i].IsDifferentiable)
                    inputs[i].RequireGradient(i == only).ClearGradient();
            }

            sample.Call(inputs).Backward(Upstream(sample, inputs));
            Assert.Equal(all[only], Gradients(inputs)[only], (a, b) => Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
            Assert.All(inputs.Where((_, i) => i != only), x => Assert.True(x.Gradient.IsNone));
        }
    }

    [Theory]
    [MemberData(nameof(PairSamples))]
    public void One_tensor_in_two_places_gets_the_sum_of_what_two_copies_get(string name)
    {
        Sample sample = s_samples[name];
        Tensor[] copies = sample.Draw(DType.Float64), shared = sample.Draw(DType.Float64);
        (int i, int j) = Pair(sample, copies)!.Value;
        copies[j].CopyFrom(copies[i]);
        shared[j] = shared[i];
        Tensor upstream = Upstream(sample, copies);
        sample.Call(copies).Backward(upstream);
        sample.Call(shared).Backward(upstream);
        double[][] apart = Gradients(copies), together = Gradients(shared);
        IEnumerable<double> sum = apart[i].Zip(apart[j], (a, b) => a + b);
        Assert.Equal(sum, together[i], (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12 * (1 + Math.Abs(a)));
        Assert.Contains(together[i], double.IsFinite);
    }

    [Theory]
    [MemberData(nameof(ElementwiseSamples))]
    public void The_bits_of_an_element_depend_on_neither_its_place_nor_the_length(string name)
    {
        Sample sample = s_samples[name];
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            (double[] y, double[][] dx) longest = Results(sample, type, 257);
            foreach (int length in new[] { 0, 1, 3, 15, 16, 17, 33 })
            {
                (double[] y, double[][] dx) = Results(sample, type, length);
                Assert.Equal(longest.y[..length], y);
                for (int i = 0; i < dx.Length; i++)
                    Assert.Equal(longest.dx[i][..length], dx[i]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void NaN_shows_in_the_result_unless_the_sample_says_why_not(string name)
    {
        Sample sample = s_samples[name];
        Tensor[] inputs = sample.Draw(DType.Float64);
        Tensor first = inputs.First(x => x.Type.IsFloating());
        first.AsSpan<double>()[0] = double.NaN;
        if (sample.RefusesNaN)
            Assert.Contains("NaN", Assert.Throws<ArgumentOutOfRangeException>(() => sample.Call(inputs)).Message);
        else
            Assert.Equal(sample.HidesNaN is null, Numbers(sample.Call(inputs)).Any(double.IsNaN));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_wrong_input_is_refused_with_the_names_of_operation_and_argument(string name)
    {
        Sample sample = s_samples[name];
        if (s_refusesNothing.ContainsKey(sample.Op.Name))
            return;
        Tensor[] inputs = sample.Draw(DType.Float64);
        Func<Tensor[], Tensor> call = sample.Refused ?? sample.Call;
        if (sample.Refused is null)
            inputs = [.. inputs.Select((x, i) => sample.Inputs[i].IsFloating ? x.To(DType.Int64) : x)];
        var error = Assert.Throws<ShapeException>(() => call(inputs));
        Assert.NotNull(error.Operation);
        Assert.NotNull(error.Argument);
        Assert.StartsWith(error.Operation, error.Message);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_warm_step_allocates_nothing(string name)
    {
        Sample sample = s_samples[name];
        Tensor[] inputs = sample.Draw(DType.Float32);
        bool backward = !s_noGradient.ContainsKey(sample.Op.Name);
        Tensor upstream = backward ? Upstream(sample, inputs) : default;
        void Run()
        {
            using (Step.Begin())
            {
                Tensor y = sample.Call(inputs);
                if (backward)
                    y.Backward(upstream);
            }
        }

        for (int i = 0; i < 5; i++)
            Run();
        Assert.Equal(0, Allocation.OnThisThread(() =>
        {
            for (int i = 0; i < 5; i++)
                Run();
        }));
    }

    /// <summary>Checks by the differentiable inputs; the others stay as they are.</summary>
    private static GradientCheckResult Check(Sample sample, Func<Tensor[], Tensor> call)
    {
        Tensor[] all = sample.Draw(DType.Float64);
        Tensor[] checkedInputs = [.. all.Where((_, i) => sample.Inputs[i].IsDifferentiable)];
        return GradientCheck.Of(_ => [call(all)], checkedInputs);
    }

    private static (double[] Y, double[][] Dx) Results(Sample sample, DType type, int length = -1)
    {
        Tensor[] inputs = sample.Draw(type, length);
        Tensor y = sample.Call(inputs);
        if (s_noGradient.ContainsKey(sample.Op.Name))
            return (Numbers(y), []);
        y.Backward(Upstream(sample, inputs));
        return (Numbers(y), Gradients(inputs));
    }

    private static Tensor Upstream(Sample sample, Tensor[] inputs)
    {
        Tensor y;
        using (Tape.NoGradients())
            y = sample.Call(inputs);

        // Drawn in double and rounded, so that both types differentiate the same quantity.
        return new Rng(11).Normal(y.Shape, type: DType.Float64).To(y.Type);
    }

    private static double[][] Gradients(Tensor[] inputs) => [.. inputs.Select(x => x.Type.IsFloating() && !x.Gradient.IsNone ? Numbers(x.Gradient) : [])];

    private static (int I, int J)? Pair(Sample sample, Tensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int j = i + 1; j < inputs.Length; j++)
            {
                if (sample.Inputs[i].IsDifferentiable && sample.Inputs[j].IsDifferentiable && inputs[i].Shape == inputs[j].Shape)
                    return (i, j);
            }
        }

        return null;
    }

    private static double[] Numbers(Tensor x) => [.. Enumerable.Range(0, x.Length).Select(x.GetElement)];

    private static void Close(double[] wide, double[] narrow, string what)
    {
        double tolerance = 1e-6 + (1e-5 * wide.Select(Math.Abs).DefaultIfEmpty().Max());
        Assert.Equal(wide.Length, narrow.Length);
        for (int i = 0; i < wide.Length; i++)
            Assert.True(wide[i].Equals(narrow[i]) || Math.Abs(wide[i] - narrow[i]) <= tolerance, $"{what}[{i}]: double {wide[i]:G9}, float {narrow[i]:G9}");
    }

    /// <summary>y = x with a gradient 1 % too large.</summary>
    private readonly record struct WrongByOnePercent : IOp<WrongByOnePercent>
    {
        void IOp<WrongByOnePercent>.Plan(ref Plan p) => p.Result(p[0]);

        void IOp<WrongByOnePercent>.Forward<T>(in Forward<T> f) => f.X(0).CopyTo(f.Y());

        void IOp<WrongByOnePercent>.Backward<T>(in Backward<T> b)
        {
            Span<T> dx = b.DX(0);
            for (int i = 0; i < dx.Length; i++)
                dx[i] += b.DY()[i] * T.CreateTruncating(1.01);
        }
    }
}
