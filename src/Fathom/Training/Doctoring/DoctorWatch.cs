namespace Fathom;

/// <summary>
/// Watches a training loop written by hand: the order of its calls, modes, losses, gradients and updates. Made by <see cref="Doctor.Watch"/>. It only reads:
/// no weight, no gradient and no random number is another because of it.
/// </summary>
/// <remarks>One thread trains and watches. What is measured of gradients and weights is measured at every second of the first twenty steps and then every hundredth.</remarks>
/// <example><code>
/// using DoctorWatch watch = Doctor.Watch(model, optimizer);
/// for (int epoch = 0; epoch &lt; 20; epoch++)
/// {
///     model.Train();
///     foreach ((Tensor x, Tensor y) in train.Steps(32, shuffle: true, rng: rng))
///     {
///         optimizer.ZeroGradients();
///         Tensor loss = Loss.CrossEntropy(model.Forward(x), y);
///         loss.Backward();
///         optimizer.Step();
///         watch.Step(loss);
///     }
///
///     model.Evaluate();
///     watch.Epoch(ValidationLoss());
/// }
///
/// foreach (Finding finding in watch.Examine())
///     Console.WriteLine(finding);
/// </code></example>
public sealed class DoctorWatch : IStepWatcher, IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly Tensor[] _parameters;
    private readonly (string Path, Module Module)[] _twoModes;
    private readonly TrainingCase _case;
    private readonly HealthSampler _sampler;
    private readonly Finding[] _notHeld;
    private readonly StepCalls _calls = new();
    private long _clears, _clearsAtReport, _backwards, _backwardsAtReport, _steps, _stepsAtReport, _states, _reportsInEpoch;
    private bool _hadGradients, _samples;
    private double _sumOfLosses;
    private Health? _health;

    internal DoctorWatch(Layer model, Optimizer optimizer, Objective? objective, Dataset? train)
    {
        if (optimizer.Watcher is not null)
            throw new InvalidOperationException("Doctor.Watch: this optimizer is being watched already. Dispose the first watch before another begins.");
        _optimizer = optimizer;
        _parameters = [.. optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Tensor.Origin)];
        _twoModes = [.. model.Descendants().Where(item => item.Module is IRandom || item.Module.GetParts().Any(part => part.IsBuffer))];
        _notHeld = NotHeld(model);
        _calls.TwoModes = string.Join(", ", _twoModes.Select(item => $"{item.Path} ({item.Module.GetType().Name})"));
        _case = new TrainingCase
        {
            Calls = _calls,
            ChanceLoss = objective is not null && train is not null ? Fathom.ChanceLoss.Of(objective, train) : null,
            ClipNorm = optimizer.ClipNorm,
            LearningRate = optimizer.LearningRate,
        };
        _sampler = new HealthSampler(model, optimizer);
        (_clears, _backwards, _states) = (Clears(), Workspace.Current.Backwards, States());
        (_clearsAtReport, _backwardsAtReport) = (_clears, _backwards);
        optimizer.Watcher = this;
    }

    /// <summary>Takes down a step of the loop: to be called once a step, after <see cref="Optimizer.Step"/>, while the loss is there.</summary>
    /// <param name="loss">The batch's loss, the scalar that backward ran from.</param>
    public void Step(Tensor loss)
    {
        double value = loss.ToScalar();
        long clears = Clears(), backwards = Workspace.Current.Backwards;
        _calls.Reports++;
        bool stepped = _steps > _stepsAtReport;
        _calls.WithoutStep = stepped ? 0 : _calls.WithoutStep + 1;
        if (!stepped && clears > _clearsAtReport)
            _calls.ClearedUnused++;
        if (!loss.NeedsGradient && backwards == _backwardsAtReport)
            _calls.Disconnected++;
        _case.Losses.Add(value);
        _sumOfLosses += value;
        _reportsInEpoch++;
        if (_health is { } health)
            _case.Take(health with { Loss = value });
        _health = null;
        (_clearsAtReport, _backwardsAtReport, _stepsAtReport, _states) = (clears, backwards, _steps, States());
    }

    /// <summary>Takes down the end of an epoch: to be called right after the validation, before the network is put back to training mode.</summary>
    /// <param name="validationLoss">The mean loss on rows that are not learned from; null without.</param>
    /// <exception cref="InvalidOperationException">No step of the epoch was reported.</exception>
    public void Epoch(double? validationLoss = null)
    {
        if (_reportsInEpoch == 0)
            throw new InvalidOperationException("DoctorWatch.Epoch: no step was reported since the last epoch. Call Step(loss) after each optimizer step.");

        // Masks drawn or statistics moved without a backward since the last step: the validation ran as training does.
        if (Workspace.Current.Backwards == _backwardsAtReport && States() != _states)
            _calls.EvaluatedInTraining++;
        _case.Epochs.Add(new EpochRecord(_case.Epochs.Count + 1, _sumOfLosses / _reportsInEpoch, validationLoss, new Dictionary<string, double>(), _optimizer.LearningRate, TimeSpan.Zero));
        (_sumOfLosses, _reportsInEpoch, _states) = (0, 0, States());
    }

    /// <summary>What has been found so far; may be asked at any time, also after an exception of the loop.</summary>
    public Examination Examine() => new([.. _notHeld, .. DoctorRules.OfTraining.SelectMany(rule => rule.Examine(_case))]);

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        if (_optimizer.Watcher == this)
            _optimizer.Watcher = null;
    }

    void IStepWatcher.BeforeStep()
    {
        _steps++;
        _calls.Steps++;
        long clears = Clears(), backwards = Workspace.Current.Backwards;
        bool ran = backwards > _backwards, cleared = clears > _clears, has = HasGradients();
        if (!has && ran && cleared)
            _calls.ClearedBeforeStep++;
        else if (!ran)
            _calls.WithoutBackward++;
        else if (!has)
            _calls.Disconnected++;
        _calls.Uncleared = has && ran && _hadGradients && !cleared ? _calls.Uncleared + 1 : 0;
        if (_twoModes.Length > 0 && Array.TrueForAll(_twoModes, item => !item.Module.IsTraining))
            _calls.InEvaluation++;
        _hadGradients = has;
        (_clears, _backwards) = (clears, backwards);
        _samples = has && HealthTimes.Includes(_steps);
        if (_samples)
            _sampler.Before();
    }

    void IStepWatcher.AfterStep()
    {
        if (_samples)
            _health = _sampler.After(_steps, _case.Epochs.Count + 1, double.NaN);
    }

    /// <summary>Trainable parameters of the network that no step will change.</summary>
    private Finding[] NotHeld(Layer model)
    {
        var known = new HashSet<Cell>(_parameters.Select(parameter => parameter.Cell), ReferenceEqualityComparer.Instance);
        string[] names = [.. model.Parameters.Where(parameter => parameter.Tensor.IsLeaf && !known.Contains(parameter.Tensor.Origin.Cell)).Select(parameter => parameter.Name)];
        return names.Length == 0 ? [] :
        [
            Doctor.NewFinding(
                "not-in-optimizer",
                $"The optimizer does not hold {ModelCase.Names(names)}.",
                $"{names.Length} of the network's trainable parameters are in none of its groups.",
                "Make the optimizer from the whole network when it is complete; Freeze() what must not train.",
                names[0]),
        ];
    }

    private bool HasGradients()
    {
        foreach (Tensor parameter in _parameters)
        {
            if (!parameter.Gradient.IsNone)
                return true;
        }

        return false;
    }

    /// <summary>How often gradients were cleared so far.</summary>
    private long Clears()
    {
        long sum = 0;
        foreach (Tensor parameter in _parameters)
            sum += parameter.Cell.Root.Clears;
        return sum;
    }

    /// <summary>A number that changes when a layer draws a mask or follows the data.</summary>
    private long States()
    {
        var hash = new HashCode();
        foreach ((_, Module module) in _twoModes)
        {
            if (module is IRandom random)
                hash.Add(random.Rng.Counter);
            foreach (Part part in module.GetParts())
            {
                if (part.IsBuffer && !part.Tensor.IsNone)
                    hash.AddBytes(part.Tensor.Bytes);
            }
        }

        return hash.ToHashCode();
    }
}
