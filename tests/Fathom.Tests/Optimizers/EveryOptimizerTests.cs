namespace Fathom.Tests.Optimizers;

/// <summary>What every optimizer must do, found by reflection: a new one gets all of this from its lines in <see cref="OptimizerSamples"/>.</summary>
public sealed class EveryOptimizerTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, OptimizerSamples.All.Length)];

    [Fact]
    public void Every_optimizer_has_a_sample()
    {
        var model = new Linear(1, 1);
        Type[] sampled = [.. OptimizerSamples.All.Select(create => create(model).GetType())];
        string[] missing = [.. typeof(Optimizer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract).Except(sampled).Select(type => type.Name)];
        Assert.True(missing.Length == 0, $"No line in {nameof(OptimizerSamples)} for {string.Join(", ", missing)}.");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void State_saved_and_restored_goes_on_with_the_same_bits(int sample)
    {
        Linear through = Fresh(), stopped = Fresh(), resumed = Fresh();
        Optimizer first = OptimizerSamples.All[sample](through);
        Steps(through, first, 0, 10);
        Optimizer second = OptimizerSamples.All[sample](stopped);
        Steps(stopped, second, 0, 4);
        NamedTensor[] saved = [.. second.State.Select(item => new NamedTensor(item.Name, item.Tensor.Copy()))];
        Optimizer third = OptimizerSamples.All[sample](resumed);
        resumed.Restore(stopped.Snapshot());
        third.Restore(saved);
        Assert.Equal(4, third.StepCount);
        Steps(stopped, second, 4, 10); // what was saved is a copy: going on must not change it
        Steps(resumed, third, 4, 10);
        Assert.Equal(Bits(through.State), Bits(resumed.State));
        Assert.Equal(Bits(first.State), Bits(third.State));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void State_goes_through_a_file_with_the_same_bits(int sample)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "optimizer.safetensors");
        try
        {
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            {
                Linear stopped = Fresh(), resumed = Fresh();
                stopped.ConvertTo(type);
                resumed.ConvertTo(type);
                Optimizer first = OptimizerSamples.All[sample](stopped), second = OptimizerSamples.All[sample](resumed);
                Steps(stopped, first, 0, 7);
                OptimizerFile.Save(first, path);
                resumed.Restore(stopped.Snapshot());
                OptimizerFile.Load(second, path);
                Assert.Equal(Bits(first.State), Bits(second.State));
                Steps(stopped, first, 7, 12);
                Steps(resumed, second, 7, 12);
                Assert.Equal(Bits(stopped.State), Bits(resumed.State));
                Assert.Equal(Bits(first.State), Bits(second.State));
            }

            var other = new OptimizerOfAnotherKind(Fresh());
            Assert.Contains("expected OptimizerOfAnotherKind", Assert.Throws<FileFormatException>(() => OptimizerFile.Load(other, path)).Message);
            Optimizer larger = OptimizerSamples.All[sample](new Linear(5, 3));
            if (SafetensorsFile.Read(path).Any(item => item.Name.EndsWith(".weight", StringComparison.Ordinal) && item.Shape.Length == 2))
                Assert.Contains("expected (3, 5)", Assert.Throws<FileFormatException>(() => OptimizerFile.Load(larger, path)).Message);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_warm_step_allocates_nothing(int sample)
    {
        Linear model = Fresh();
        Optimizer optimizer = OptimizerSamples.All[sample](model);
        Steps(model, optimizer, 0, 2);
        Assert.Equal(0, Allocation.OnThisThread(optimizer.Step));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_gradient_of_zero_lets_weights_stay_or_decay(int sample)
    {
        Linear model = Fresh();
        Optimizer optimizer = OptimizerSamples.All[sample](model);
        for (int step = 0; step < 5; step++)
        {
            optimizer.ZeroGradients();
            (model.Forward(Tensor.Ones([2, 4])).Sum() * 0).Backward();
            optimizer.Step();
        }

        float before = Fresh().Weight.ToArray<float>().Sum(Math.Abs), after = model.Weight.ToArray<float>().Sum(Math.Abs);
        Assert.InRange(after, 0, before);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_state_that_does_not_fit_is_refused_with_every_fault_and_nothing_changes(int sample)
    {
        Linear model = Fresh();
        Optimizer optimizer = OptimizerSamples.All[sample](model);
        Steps(model, optimizer, 0, 3);
        byte[][] before = Bits(optimizer.State);
        NamedTensor[] saved = [.. optimizer.State];
        NamedTensor[] fresh = [.. saved.Select(item => item.Tensor.Type == DType.Int64 ? new NamedTensor(item.Name, Tensor.From([7L], [])) : new NamedTensor(item.Name, Tensor.Ones(item.Tensor.Shape)))];
        Refused([new NamedTensor("step", Tensor.Zeros([]))], fresh.Skip(1), "step is () Float32");
        Refused([], fresh.Skip(1), "step is missing");
        Refused([new NamedTensor("nonsense.weight", Tensor.Zeros([]))], fresh, "nonsense.weight is unknown");
        Refused([fresh[0]], fresh, "step stands twice");
        for (int i = 1; i < saved.Length; i++)
        {
            Refused(fresh[..i], [new NamedTensor(saved[i].Name, Tensor.Zeros([9])), .. fresh.Skip(i + 1)], $"{saved[i].Name} is (9,)");
            if (optimizer.State.Count > 3) // plain SGD has nothing of a parameter but its steps
                Refused(fresh[..i], fresh.Skip(i + 1), $"{saved[i].Name} is missing");
        }

        void Refused(IEnumerable<NamedTensor> head, IEnumerable<NamedTensor> tail, string sentence)
        {
            Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => optimizer.Restore([.. head, .. tail])).Message);
            Assert.Equal(before, Bits(optimizer.State));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void State_saved_before_the_first_step_or_with_a_frozen_part_is_restored(int sample)
    {
        Linear half = Fresh(), other = Fresh();
        Optimizer saving = OptimizerSamples.All[sample](half), restoring = OptimizerSamples.All[sample](other);
        NamedTensor[] nothing = [.. saving.State];
        half.Bias.RequireGradient(false);
        Steps(half, saving, 0, 3);
        Steps(other, restoring, 0, 2); // has state of the bias, which must go
        restoring.Restore(saving.State);
        Assert.Equal(Bits(saving.State), Bits(restoring.State));
        Assert.DoesNotContain(restoring.State, item => item.Name.EndsWith(".bias", StringComparison.Ordinal));
        restoring.Restore(nothing);
        Assert.Equal(0, restoring.StepCount);
        Assert.Equal("step", Assert.Single(restoring.State).Name);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_bowl_is_descended(int sample)
    {
        Tensor w = Tensor.Parameter([3]);
        w.CopyFrom(Tensor.From([1f, -2f, 3f]));
        Optimizer optimizer = OptimizerSamples.All[sample](new ParameterGroup(new NamedTensor("w", w)));
        for (int step = 0; step < 400; step++)
        {
            optimizer.ZeroGradients();
            (w.Square().Sum() * 0.5).Backward();
            optimizer.Step();
        }

        Assert.All(w.ToArray<float>(), value => Assert.InRange(value, -0.05f, 0.05f));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Float_and_double_agree(int sample)
    {
        Linear single = Fresh(), wide = Fresh();
        wide.ConvertTo(DType.Float64);
        Optimizer a = OptimizerSamples.All[sample](single), b = OptimizerSamples.All[sample](wide);
        Steps(single, a, 0, 10);
        Steps(wide, b, 0, 10);
        Assert.All(single.Weight.ToArray<float>().Zip(wide.Weight.ToArray<double>()), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_frozen_parameter_keeps_its_value(int sample)
    {
        var model = new Sequential(Fresh(), new Linear(3, 1));
        model[0].Freeze();
        float[] before = model.Parameters[0].Tensor.ToArray<float>();
        Optimizer optimizer = OptimizerSamples.All[sample](model);
        model.Forward(Tensor.Ones([2, 4])).Sum().Backward();
        optimizer.Step();
        Assert.Equal(before, model.Parameters[0].Tensor.ToArray<float>());
    }

    private static Linear Fresh() => new(4, 3, rng: new Rng(1));

    /// <summary>Steps whose gradients depend on the parameters and on the number of the step alone.</summary>
    private static void Steps(Linear model, Optimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            optimizer.ZeroGradients();
            Tensor x = new Rng((ulong)step).Normal([5, 4], type: model.Weight.Type);
            model.Forward(x).Square().Mean().Backward();
            optimizer.Step();
        }
    }

    private static byte[][] Bits(IEnumerable<NamedTensor> state) => [.. state.Select(item => item.Tensor.Bytes.ToArray())];

    private sealed class OptimizerOfAnotherKind(IParameters module) : Optimizer([new ParameterGroup(module)], lr: 1, weightDecay: 0)
    {
        protected override ReadOnlySpan<string> StateNames => [];

        protected override void Update<T>(in ParameterUpdate<T> u)
        {
        }
    }
}
