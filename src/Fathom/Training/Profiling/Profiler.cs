using System.Diagnostics;

namespace Fathom;

/// <summary>Measures where the time of a training step goes, layer by layer, and what share of this machine's limits each layer reaches.</summary>
/// <remarks><code>
/// Profile profile = Profiler.Run(model, Objective.MultiClass, x, y);
/// foreach (ProfileRow row in profile.Rows)
///     Console.WriteLine($"{row}: {1e6 * row.Seconds:F0} µs");
/// Console.WriteLine(profile.Advice[0].Text);
/// </code>
/// Steps with and without the recorder alternate, so that what recording costs is measured, not guessed (<see cref="Profile.Overhead"/>). Times of rows are
/// means over the middle half of the steps by duration, those of whole steps medians. The network and the optimizer are as before afterwards; gradients are cleared.
/// <code>
/// differs   from torch.profiler: rows are the network's layers by path; shares of measured limits, and advice; allocation is that of the managed heap
/// </code></remarks>
public static class Profiler
{
    private const double WarmSeconds = 0.4, TimedSeconds = 2;
    private const int FewestSteps = 12, MostSteps = 400, FewestWarm = 3, AllocationSteps = 3;

    /// <summary>Profiles steps on one batch that is in memory already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="x">The batch.</param>
    /// <param name="y">Its labels or values.</param>
    /// <param name="steps">Steps to time with the recorder, and as many without; when left out about a second's worth, 12 to 400.</param>
    /// <param name="optimizer">What changes the parameters; <see cref="Adam"/> when left out. It is as before afterwards.</param>
    /// <param name="training">False for inference: forward alone, in evaluation mode, nothing recorded.</param>
    /// <param name="machine">The limits to compare with; measured when left out.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">steps is below 1.</exception>
    /// <exception cref="ShapeException">The network or the objective refuses the batch.</exception>
    public static Profile Run(Layer model, Objective objective, Tensor x, Tensor y, int? steps = null, Optimizer? optimizer = null, bool training = true, MachineSpeed? machine = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(objective);
        return new Measurement(model, objective, null, () => new Batch(x, y), RowsOf(x), optimizer, training).Run(steps, machine, cancel);
    }

    /// <summary>Counts work, bytes and calls in a single step that is not warm: for what does not depend on time.</summary>
    internal static Profile Count(Layer model, Objective objective, Tensor x, Tensor y, bool training = true) =>
        new Measurement(model, objective, null, () => new Batch(x, y), RowsOf(x), null, training).Run(1, new MachineSpeed(1, 1e11, 1e10, 1e-6), default, warmSeconds: 0);

    /// <summary>Profiles steps on batches gathered from data, each of other rows; gathering is a row of its own.</summary>
    /// <inheritdoc cref="Run(Layer, Objective, Tensor, Tensor, int?, Optimizer?, bool, MachineSpeed?, CancellationToken)"/>
    /// <param name="model">The network.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="data">Where rows come from. They are made within the step, never in the background, so that their whole cost is seen.</param>
    /// <param name="batchSize">Rows a step, at least 1; the whole set where it has fewer.</param>
    /// <param name="steps">Steps to time with the recorder, and as many without; when left out about a second's worth, 12 to 400.</param>
    /// <param name="optimizer">What changes the parameters; <see cref="Adam"/> when left out.</param>
    /// <param name="training">False for inference.</param>
    /// <param name="machine">The limits to compare with; measured when left out.</param>
    /// <param name="cancel">Stops between steps.</param>
    public static Profile Run(
        Layer model, Objective objective, Dataset data, int batchSize = 32, int? steps = null, Optimizer? optimizer = null, bool training = true, MachineSpeed? machine = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(data);
        int[] rows = new int[Math.Min(Require.Positive(batchSize, nameof(batchSize)), data.Count)];
        var rng = new Rng(0);
        return new Measurement(model, objective, data, Gather, rows.Length, optimizer, training).Run(steps, machine, cancel);

        Batch Gather()
        {
            for (int i = 0; i < rows.Length; i++)
                rows[i] = (int)(rng.NextDouble() * data.Count);
            return data.Source.Make(rows, rng);
        }
    }

    private static int RowsOf(Tensor x) => x.Rank > 0 ? x.Shape[0] : 1;

    /// <summary>One profile in the making.</summary>
    private sealed class Measurement(Layer model, Objective objective, Dataset? data, Func<Batch> next, int rows, Optimizer? given, bool training)
    {
        private readonly Optimizer? _optimizer = training ? given ?? new Adam(model) : null;
        private readonly ProfileRecorder _recorder = new(model);
        private readonly List<Sample> _samples = [];
        private int _data, _update, _rest;
        private double _batchBytes;

        public Profile Run(int? steps, MachineSpeed? machine, CancellationToken cancel, double warmSeconds = WarmSeconds)
        {
            if (steps is { } asked)
                Require.Positive(asked, nameof(steps));
            using var restore = new RestorePoint(model, _optimizer);
            if (training)
                model.Train();
            else
                model.Evaluate();
            _data = _recorder.Place(ProfileKind.Data, "rows of the batch");
            _update = _recorder.Place(ProfileKind.Optimizer, training ? _optimizer!.GetType().Name : "");
            _rest = _recorder.Place(ProfileKind.Other, "rest of the step");
            double warm = Warm(warmSeconds, cancel);
            machine ??= MachineSpeed.Measure();
            int count = steps ?? Math.Clamp((int)(TimedSeconds / 2 / Math.Max(1e-7, warm)), FewestSteps, MostSteps);
            double[] plain = new double[count];
            for (int i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();

                // In turns that change places, so that neither kind always follows the other.
                if (i % 2 == 0)
                    plain[i] = Timed(null);
                double whole = Timed(_recorder);
                (long[] forward, long[] backward) = _recorder.End();
                _samples.Add(new Sample(whole, forward, backward));
                if (i % 2 != 0)
                    plain[i] = Timed(null);
            }

            (long[] forward, long[] backward) bytes = Allocations();
            return Assemble(machine, plain, bytes.forward, bytes.backward);
        }

        /// <summary>Until the tiers of compilation are through; gives the time of a step.</summary>
        private double Warm(double seconds, CancellationToken cancel)
        {
            long start = Stopwatch.GetTimestamp();
            double least = double.PositiveInfinity;
            for (int i = 0; (i < FewestWarm && seconds > 0) || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++)
            {
                cancel.ThrowIfCancellationRequested();
                least = Math.Min(least, Timed(null));
                Timed(_recorder);
                _recorder.End();
            }

            return least;
        }

        private double Timed(ProfileRecorder? recorder)
        {
            recorder?.Begin();
            long start = Stopwatch.GetTimestamp();
            try
            {
                Step(recorder);
                recorder?.Lap(_rest);
            }
            catch
            {
                recorder?.End();
                throw;
            }

            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        private void Step(ProfileRecorder? recorder)
        {
            using Step step = Fathom.Step.Begin();
            (Tensor x, Tensor y) = next();
            _batchBytes = (double)x.Length * x.Type.Size() + ((double)y.Length * y.Type.Size());
            recorder?.Lap(data is null ? _rest : _data);
            if (_optimizer is null)
            {
                using Tape.Scope scope = Tape.NoGradients();
                Forward(x, recorder);
                return;
            }

            _optimizer.ZeroGradients();
            recorder?.Lap(_update);
            Tensor output = Forward(x, recorder);
            recorder?.Lap(_rest);
            recorder?.Phase = ProfileKind.Loss;
            Tensor loss = objective.Loss(output, y);
            loss.ToScalar();
            loss.Backward(retainGraph: false);
            recorder?.Phase = ProfileKind.Layer;
            recorder?.Lap(_rest);
            _optimizer.Step();
            recorder?.Lap(_update);
        }

        private Tensor Forward(Tensor x, ProfileRecorder? recorder)
        {
            using ModuleScope running = model.Running();
            return model.Forward(x);
        }

        private (long[] Forward, long[] Backward) Allocations()
        {
            _recorder.CountsBytes = true;
            (long[] Forward, long[] Backward) last = default;
            for (int i = 0; i < AllocationSteps; i++)
            {
                Timed(_recorder);
                last = _recorder.End();
            }

            _recorder.CountsBytes = false;
            return last;
        }

        private Profile Assemble(MachineSpeed machine, double[] plain, long[] forwardBytes, long[] backwardBytes)
        {
            if (_optimizer is not null)
            {
                double elements = model.Parameters.Where(item => item.Tensor.IsLeaf).Sum(item => (double)item.Tensor.Length), state = _optimizer.State.Sum(item => (double)item.Tensor.Length);
                _recorder.Entries[_update].Moves(sizeof(float) * ((3 * elements) + (2 * state)));
            }

            _recorder.Entries[_data].Moves(2 * _batchBytes);
            List<Sample> middle = MiddleHalf(_samples, sample => sample.Whole);
            var operations = new List<(ProfileEntry Entry, ProfileOperation Operation)>();
            for (int i = 0; i < _recorder.Entries.Count; i++)
            {
                ProfileEntry entry = _recorder.Entries[i];
                if (entry.Calls == 0)
                    continue;
                double forward = Mean(middle, sample => sample.Forward, i), backward = Mean(middle, sample => sample.Backward, i);
                operations.Add((entry, new ProfileOperation(entry.Owner is { } owner ? _recorder.PathOf(owner) : "", entry.Name, entry.Inputs, entry.Output)
                {
                    Kind = entry.Kind,
                    ForwardSeconds = forward / Stopwatch.Frequency,
                    BackwardSeconds = backward / Stopwatch.Frequency,
                    Calls = entry.Calls,
                    Work = entry.Calls * (entry.ForwardWork + entry.BackwardWork),
                    BytesMoved = entry.Calls * (entry.ForwardBytes + entry.BackwardBytes),
                    BytesHeld = entry.Calls * entry.HeldBytes,
                    BytesAllocated = At(forwardBytes, i) + At(backwardBytes, i),
                }));
            }

            return new Profile(Rows(operations), machine)
            {
                Model = model.GetType().Name,
                IsTraining = training,
                BatchRows = rows,
                Steps = plain.Length,
                StepSeconds = Median(plain),
                RecordingSeconds = middle.Average(sample => sample.Whole) - operations.Sum(item => item.Operation.Seconds),
                ProfiledStepSeconds = Median(_samples.Select(sample => sample.Whole)),
            };
        }

        private List<ProfileRow> Rows(List<(ProfileEntry Entry, ProfileOperation Operation)> operations) =>
        [
            .. operations.GroupBy(item => (item.Entry.Kind, item.Entry.Owner)).Select(group => Row(group.Key.Kind, group.Key.Owner, [.. group.Select(item => item.Operation).OrderByDescending(item => item.Seconds)]))
                .OrderBy(row => row.Kind),
        ];

        private ProfileRow Row(ProfileKind kind, Module? owner, ProfileOperation[] operations)
        {
            string name = owner is null ? kind == ProfileKind.Loss ? "loss" : operations[0].Name : owner == model ? model.GetType().Name : owner.ToString();
            return new ProfileRow(kind, owner is null ? "" : _recorder.PathOf(owner), name, operations)
            {
                Module = owner,
                Parameters = owner?.GetParts().Where(part => part.Module is null && !part.IsBuffer && !part.Tensor.IsNone).Sum(part => (long)part.Tensor.Length) ?? 0,
                ForwardSeconds = operations.Sum(item => item.ForwardSeconds),
                BackwardSeconds = operations.Sum(item => item.BackwardSeconds),
                Calls = operations.Max(item => item.Calls),
                Work = operations.Sum(item => item.Work),
                BytesMoved = operations.Sum(item => item.BytesMoved),
                BytesHeld = operations.Sum(item => item.BytesHeld),
                BytesAllocated = operations.Sum(item => item.BytesAllocated),
            };
        }

        private static double At(long[] values, int i) => i < values.Length ? values[i] : 0;

        private static double Mean(List<Sample> samples, Func<Sample, long[]> part, int i) => samples.Average(sample => At(part(sample), i));

        /// <summary>Without the quarter that was fastest and the quarter that was slowest.</summary>
        private static List<T> MiddleHalf<T>(List<T> values, Func<T, double> of)
        {
            var sorted = values.OrderBy(of).ToList();
            int cut = sorted.Count / 4;
            return sorted[cut..(sorted.Count - cut)];
        }

        private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

        private readonly record struct Sample(double Whole, long[] Forward, long[] Backward);
    }
}
