using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics.Tensors;

namespace Fathom;

/// <summary>Watches the numbers of a training: notices what is no longer finite or runs away, finds where it came from, and gives the model its last good weights back.</summary>
internal sealed class StepGuard
{
    private const string Hints = "Try a learning rate ten times smaller, gradient clipping, or look for extreme values in the data.";

    private readonly Trainer _trainer;
    private WeightCopy _lastGood;
    private WeightCopy? _beforeRise;
    private readonly RandomStreams _streams;
    private readonly LossWatch _losses = new();
    private readonly NamedTensor[] _parameters;
    private readonly Tensor[] _telling;

    public StepGuard(Trainer trainer)
    {
        _trainer = trainer;
        _parameters = [.. trainer.Model.Parameters];
        _telling = Array.ConvertAll(_parameters, TellingFor);
        _streams = new RandomStreams(trainer.Model);
        _lastGood = new WeightCopy(trainer.Model);
        _lastGood.Take();
    }

    /// <summary>Adds the last good weights and the losses behind to a checkpoint.</summary>
    public void Save(Checkpoint part)
    {
        _lastGood.Save(part.Part("weights"));
        _losses.Save(part.Part("losses"));
        if (_beforeRise is not null)
            _beforeRise.Save(part.Part("before_rise"));
        part.Add("rises", _beforeRise is null ? 0 : 1);
    }

    /// <summary>Takes them from a checkpoint.</summary>
    public void Restore(Checkpoint part)
    {
        _lastGood.Restore(part.Part("weights"));
        _losses.Restore(part.Part("losses"));
        _beforeRise = null;
        if (part.Whole("rises") == 0)
            return;
        _beforeRise = new WeightCopy(_trainer.Model);
        _beforeRise.Restore(part.Part("before_rise"));
    }

    /// <summary>Takes note of the random streams before a step, in case that it must be repeated.</summary>
    public void BeginStep() => _streams.Note();

    /// <summary>Stops where a gradient is not finite, before the optimizer has changed anything.</summary>
    /// <exception cref="NotFiniteException">With the names of the parameters.</exception>
    public void DemandGradients()
    {
        // A limit on the norm looks at all of them anyway.
        if (_trainer.Optimizer.ClipNorm is not null)
            return;
        for (int i = 0; i < _parameters.Length; i++)
        {
            Tensor gradient = _parameters[i].Tensor.Gradient;
            if (gradient.IsNone || (!_telling[i].IsNone && !_telling[i].Gradient.IsNone))
                continue;
            if (!IsFinite(gradient))
                Clip.DemandFinite(Clip.Norm(_parameters), _parameters);
        }
    }

    /// <summary>Judges the loss of a step that was done, or could not be done.</summary>
    /// <exception cref="TrainingException">It is not finite, or has run away.</exception>
    public void Judge(TrainingState state)
    {
        if (!double.IsFinite(state.BatchLoss))
            StopInStep(state, $"The loss became {state.BatchLoss.ToString(CultureInfo.InvariantCulture)}.");
        if (_losses.RanAwayFrom(state.BatchLoss) is { } before)
        {
            Stop(
                state,
                StopReason.Diverged,
                string.Create(CultureInfo.InvariantCulture, $"The loss rose more than a million times within {LossWatch.Steps} steps, from {before:G3} to {state.BatchLoss:G3}: the learning rate {state.Optimizer.LearningRate:G3} is far too large."),
                null,
                string.Create(CultureInfo.InvariantCulture, $"Try a learning rate of {state.Optimizer.LearningRate / 10:G3}, or gradient clipping."));
        }
    }

    /// <summary>Stops in a step whose loss or gradient is not finite; repeats it to say where the first such number came from.</summary>
    [DoesNotReturn]
    public void StopInStep(TrainingState state, string what, NotFiniteOrigin? origin = null)
    {
        _streams.Rewind();
        origin ??= NotFiniteSearch.InStep(_trainer.Model, _trainer.Objective, state.X, state.Y, _trainer.MicroBatchSize);
        Stop(state, StopReason.LossNotFinite, what, origin, origin.Advice);
    }

    /// <summary>Stops at the end of an epoch whose steps have ruined the weights after a finite loss.</summary>
    public void DemandWeights(TrainingState state)
    {
        if (!_lastGood.IsFinite())
            Stop(state, StopReason.LossNotFinite, "Weights became NaN or infinite.", NotFiniteSearch.InWeights(_trainer.Model, string.Create(CultureInfo.InvariantCulture, $"is not finite after the update, at a learning rate of {state.Optimizer.LearningRate:G3}")), Hints);
    }

    /// <summary>Stops where the validation data gave a loss that is not finite.</summary>
    public void DemandValidation(TrainingState state, Evaluation? judged, Dataset? validation)
    {
        if (judged is null || double.IsFinite(judged.Loss))
            return;
        NotFiniteOrigin? origin = NotFiniteSearch.InEvaluation(_trainer.Model, _trainer.Objective, validation!, _trainer.EvaluationBatchSize);
        Stop(state, StopReason.LossNotFinite, "The loss on the validation data became NaN or infinite.", origin, origin?.Advice ?? Hints);
    }

    /// <summary>The weights are good now; those before the loss began to run away are kept beside them.</summary>
    public void Accept()
    {
        if (!_losses.IsFarOff)
            _beforeRise = null;
        else if (_beforeRise is null)
            (_beforeRise, _lastGood) = (_lastGood, new WeightCopy(_trainer.Model));
        _lastGood.Take();
    }

    /// <summary>The bias whose gradient tells that of a weight; none where the weight's own must be looked at.</summary>
    /// <remarks>
    /// A pass over all gradients would cost a small perceptron up to 8 % of its step. A linear layer's bias gets the sum of what its weight's gradient is made of, so it is not
    /// finite as soon as that is not. What is left, finite numbers whose products overflow, ruins the weight and is noticed by the next step's loss or at the epoch's end.
    /// </remarks>
    private Tensor TellingFor(NamedTensor parameter)
    {
        Linear[] owners = [.. _trainer.Model.Descendants().Select(item => item.Module).OfType<Linear>().Where(layer => layer.Weight.Cell == parameter.Tensor.Cell).Take(2)];
        bool isShared = _trainer.Model.State.Count(item => item.Tensor.Cell == parameter.Tensor.Cell) > 1;
        return owners is [var owner] && !isShared ? owner.Bias : default;
    }

    private static bool IsFinite(Tensor gradient) => gradient.Type == DType.Float64
        ? TensorPrimitives.IsFiniteAll(gradient.AsReadOnlySpan<double>())
        : TensorPrimitives.IsFiniteAll(gradient.AsReadOnlySpan<float>());

    [DoesNotReturn]
    private void Stop(TrainingState state, StopReason reason, string what, NotFiniteOrigin? origin, string advice)
    {
        _trainer.Optimizer.ZeroGradients();
        (reason == StopReason.Diverged ? _beforeRise ?? _lastGood : _lastGood).Restore();
        state.Stop(reason);
        string weights = state.Epoch == 1 ? "the weights it began with" : "its last good weights";
        string where = origin is null ? "" : $"{origin.Text} ";
        throw new TrainingException(
            $"{what} {where}It happened in epoch {state.Epoch}, step {state.Step} of {state.StepsPerEpoch}; the model has {weights} again. {(advice.Length > 0 ? advice : origin?.Advice is { Length: > 0 } more ? more : Hints)}",
            state.History,
            state.Epoch,
            state.Step)
        { Origin = origin };
    }
}
