using System.Runtime.CompilerServices;
using Fathom.Kernels;
using static Fathom.Kernels.VecMath;

namespace Fathom;

/// <summary>A running average of a model's weights and running statistics, often better than the last weights themselves. By hand: <see cref="Update"/> after a step, <see cref="Apply"/> to look, <see cref="ApplyTo"/> at the end; or as a callback of the trainer, which does all of that.</summary>
/// <remarks><code>
/// formula   average += share · (w − average), for every floating-point tensor of the state; how large the share is, the kinds differ in
/// shapes    those of the state; integers (numbers of batches seen) are left as they are
/// source    Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging"
/// </code>
/// As a callback it gives the model the average when training ends as it should (epochs done, stopped early, cancelled), and leaves it alone when the
/// loss was not finite. Callbacks end in order: put it behind one that restores best weights. Averaged weights pass other numbers on than those that
/// batch normalization has seen: give <see cref="StatisticsFrom"/>, or call <see cref="RunningStatistics.Recompute"/>.
/// </remarks>
public abstract class WeightAverage : Callback, ICheckpointed
{
    private const string Prefix = "average.";
    private const string CountName = "updates";
    private readonly NamedTensor[] _state;
    private readonly Tensor[] _average;

    private protected WeightAverage(Layer model)
    {
        Model = model;
        _state = [.. model.State.Where(item => item.Tensor.Type.IsFloating()).DistinctBy(item => item.Tensor.Cell)];
        _average = [.. _state.Select(item => item.Tensor.Copy().Keep())];
    }

    /// <summary>The model whose weights are averaged.</summary>
    public Layer Model { get; }

    /// <summary>How often weights were taken into the average.</summary>
    public long Updates { get; private set; }

    /// <summary>As a callback: the training data over which running statistics are recomputed once the model has the average; without it they are averages themselves.</summary>
    public Dataset? StatisticsFrom { get; init; }

    /// <summary>Takes the model's present weights into the average.</summary>
    public void Update()
    {
        Updates++;
        double share = Share(Updates);
        for (int i = 0; i < _average.Length; i++)
        {
            if (share == 1)
                _average[i].CopyFrom(_state[i].Tensor);
            else if (_average[i].Type == DType.Float64)
                Elementwise.Map(new Toward(share), _average[i].AsReadOnlySpan<double>(), _state[i].Tensor.AsReadOnlySpan<double>(), _average[i].AsSpan<double>());
            else
                Elementwise.Map(new Toward(share), _average[i].AsReadOnlySpan<float>(), _state[i].Tensor.AsReadOnlySpan<float>(), _average[i].AsSpan<float>());
        }
    }

    /// <summary>Gives the model the average until the scope is disposed; then it has its own weights and statistics again, bit for bit.</summary>
    /// <remarks><code>using (average.Apply()) evaluation = trainer.Evaluate(test);</code></remarks>
    public IDisposable Apply()
    {
        var scope = new Scope(Model);
        ApplyTo(Model);
        return scope;
    }

    /// <summary>Overwrites the floating-point state of a model with the average, for good.</summary>
    /// <param name="model">The averaged model, or another of its structure.</param>
    /// <exception cref="ArgumentException">The model has not the same names, shapes and types; nothing was changed.</exception>
    public void ApplyTo(Module model)
    {
        var own = model.State.ToDictionary(item => item.Name, item => item.Tensor);
        foreach ((NamedTensor item, Tensor average) in _state.Zip(_average))
        {
            if (!own.TryGetValue(item.Name, out Tensor target) || target.Shape != average.Shape || target.Type != average.Type)
                throw new ArgumentException($"The model has no {item.Name} {average.Type} {average.Shape}; expected one of the structure that was averaged.", nameof(model));
        }

        for (int i = 0; i < _average.Length; i++)
            own[_state[i].Name].CopyFrom(_average[i]);
    }

    /// <summary>A copy of the average and the number of updates, for <see cref="Restore(IReadOnlyList{NamedTensor})"/>.</summary>
    public IReadOnlyList<NamedTensor> Snapshot() =>
        [.. _state.Zip(_average, (item, average) => new NamedTensor(Prefix + item.Name, average.Copy().Keep())), new NamedTensor(CountName, Tensor.From<long>([Updates], []).Keep())];

    /// <summary>Takes the average up where a snapshot left it, bit for bit.</summary>
    /// <exception cref="ArgumentException">Names, shapes or types differ; nothing was changed.</exception>
    public void Restore(IReadOnlyList<NamedTensor> state)
    {
        var given = state.ToDictionary(item => item.Name, item => item.Tensor);
        string[] faults = [.. _state.Zip(_average)
            .Where(own => !given.TryGetValue(Prefix + own.First.Name, out Tensor value) || value.Shape != own.Second.Shape || value.Type != own.Second.Type)
            .Select(own => $"{Prefix}{own.First.Name} {own.Second.Type} {own.Second.Shape}")];
        if (faults.Length > 0 || !given.TryGetValue(CountName, out Tensor count) || given.Count != _state.Length + 1)
            throw new ArgumentException($"The state is none of this average, nothing was changed; expected {CountName} and {_state.Length} tensors{(faults.Length > 0 ? $", of which it lacks {string.Join(", ", faults)}" : "")}.", nameof(state));
        Updates = (long)count.ToScalar();
        for (int i = 0; i < _average.Length; i++)
            _average[i].CopyFrom(given[Prefix + _state[i].Name]);
    }

    /// <inheritdoc/>
    public void Save(Checkpoint state)
    {
        state.Add(CountName, Updates);
        foreach ((NamedTensor item, Tensor average) in _state.Zip(_average))
            state.Add(Prefix + item.Name, average);
    }

    /// <inheritdoc/>
    public void Restore(Checkpoint state) => Restore(state.Tensors());

    /// <inheritdoc/>
    public override void OnStart(TrainingState state)
    {
        if (state.Model != Model)
            throw new InvalidOperationException($"{GetType().Name} averages another model than the one in training. Make it with the trainer's model.");
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingState state)
    {
        if (Updates == 0 || state.History.StopReason is StopReason.LossNotFinite or StopReason.Interrupted)
            return;
        ApplyTo(Model);
        if (StatisticsFrom is { } data)
            RunningStatistics.Recompute(Model, data);
    }

    /// <summary>The share of the newest weights in update number <paramref name="update"/>, from 1; 1 takes them as they are.</summary>
    private protected abstract double Share(long update);

    /// <summary>average + share · (w − average).</summary>
    private readonly struct Toward(double share) : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IMap2.At<V, T>(V average, V w) => V.Fma(w - average, Of<V, T>(share), average);
    }

    private sealed class Scope : IDisposable
    {
        private readonly WeightCopy _own;

        public Scope(Layer model)
        {
            _own = new WeightCopy(model);
            _own.Take();
        }

        public void Dispose() => _own.Restore();
    }
}
