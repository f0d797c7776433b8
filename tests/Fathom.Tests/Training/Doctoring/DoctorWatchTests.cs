namespace Fathom.Tests.Training.Doctoring;

/// <summary>The doctor beside a loop, right and wrong, and what it must not do to it.</summary>
public sealed class DoctorWatchTests
{
    [Fact]
    public void A_right_loop_raises_no_alarm() => AssertSilent(new WatchedLoop().Run(epochs: 20));

    [Fact]
    public void Predicting_in_training_mode_is_right_as_Predict_switches_it() => AssertSilent(new WatchedLoop
    {
        Validate = loop =>
        {
            using (Step.Begin())
                return loop.Objective.Loss(loop.Model.Predict(loop.Data.X), loop.Data.Y).ToScalar();
        },
    }.Run());

    [Fact]
    public void Gradients_of_several_batches_may_add_up_before_a_step()
    {
        int batch = 0;
        AssertSilent(new WatchedLoop
        {
            Calls = (loop, x, y) =>
            {
                if (batch++ % 4 == 0)
                    loop.Optimizer.ZeroGradients();
                Tensor loss = loop.Loss(x, y);
                loss.Backward();
                if (batch % 4 == 0)
                    loop.Optimizer.Step();
                return loss;
            },
        }.Run());
    }

    [Fact]
    public void Frozen_parameters_need_no_optimizer()
    {
        var model = new Sequential(new Linear(2, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(3)));
        model[0].Freeze();
        AssertSilent(new WatchedLoop(model) { Optimizer = new Adam(model[2], 0.01) }.Run());
    }

    [Fact]
    public void Parameters_that_the_optimizer_does_not_hold_are_named()
    {
        var model = new Sequential(new Linear(2, 16, rng: new Rng(1)), new ReLU(), new Linear(16, 1, rng: new Rng(3)));
        Finding finding = new WatchedLoop(model) { Optimizer = new Adam(model[2], 0.01) }.Run()[0];
        Assert.Equal("not-in-optimizer", finding.Id);
        Assert.Contains("0.weight", finding.What);
    }

    [Fact]
    public void A_step_that_is_refused_is_explained()
    {
        var loop = new WatchedLoop();
        loop.Optimizer.IgnoreMissingGradients = false;
        using DoctorWatch watch = Doctor.Watch(loop.Model, loop.Optimizer);
        using Step step = Step.Begin();
        loop.Loss(loop.Data.X, loop.Data.Y).Backward();
        loop.Optimizer.ZeroGradients();
        Assert.Throws<StepException>(loop.Optimizer.Step);
        Assert.Equal("gradients-cleared-before-step", Assert.Single(watch.Examine()).Id);
    }

    [Fact]
    public void Watched_or_not_every_bit_of_a_training_is_the_same()
    {
        string alone = Train(false), watched = Train(true);
        Assert.Equal(alone, watched);

        static string Train(bool watched)
        {
            var loop = new WatchedLoop();
            using DoctorWatch? watch = watched ? Doctor.Watch(loop.Model, loop.Optimizer, loop.Objective, loop.Data) : null;
            foreach ((Tensor x, Tensor y) in loop.Data.Steps(16, shuffle: true, rng: new Rng(5)))
            {
                Tensor loss = loop.Calls(loop, x, y);
                watch?.Step(loss);
            }

            return new SmallTraining(loop.Model, loop.Optimizer, loop.Objective, loop.Data, 16).Hash();
        }
    }

    [Fact]
    public void An_optimizer_has_one_watch_at_a_time()
    {
        var loop = new WatchedLoop();
        DoctorWatch watch = Doctor.Watch(loop.Model, loop.Optimizer);
        Assert.Contains("watched already", Assert.Throws<InvalidOperationException>(() => Doctor.Watch(loop.Model, loop.Optimizer)).Message);
        Assert.Contains("no step was reported", Assert.Throws<InvalidOperationException>(() => watch.Epoch()).Message);
        watch.Dispose();
        watch.Dispose();
        Doctor.Watch(loop.Model, loop.Optimizer).Dispose();
    }

    private static void AssertSilent(Examination found) => Assert.True(found.IsHealthy, string.Join("\n", found));
}
