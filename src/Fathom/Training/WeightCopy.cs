using System.Numerics.Tensors;

namespace Fathom;

/// <summary>A copy of a model's state in memory of its own, taken again and again without allocating.</summary>
internal sealed class WeightCopy(Layer model)
{
    private readonly IReadOnlyList<NamedTensor> _state = model.State;
    private Tensor[]? _copy;

    public bool IsTaken => _copy is not null;

    /// <summary>Whether every weight of the model is a finite number.</summary>
    public bool IsFinite()
    {
        foreach (NamedTensor item in _state)
        {
            bool finite = item.Tensor.Type switch
            {
                DType.Float32 => TensorPrimitives.IsFiniteAll(item.Tensor.AsReadOnlySpan<float>()),
                DType.Float64 => TensorPrimitives.IsFiniteAll(item.Tensor.AsReadOnlySpan<double>()),
                _ => true,
            };
            if (!finite)
                return false;
        }

        return true;
    }

    public void Take()
    {
        if (_copy is null)
        {
            _copy = [.. _state.Select(item => item.Tensor.Copy().Keep())];
            return;
        }

        for (int i = 0; i < _copy.Length; i++)
            _copy[i].CopyFrom(_state[i].Tensor);
    }

    /// <summary>Adds the copy to a checkpoint, if one was taken.</summary>
    public void Save(Checkpoint part)
    {
        for (int i = 0; i < (_copy?.Length ?? 0); i++)
            part.Add(_state[i].Name, _copy![i]);
    }

    /// <summary>Takes the copy from a checkpoint, where it has one.</summary>
    public void Restore(Checkpoint part)
    {
        if (_state.Count == 0 || !part.Has(_state[0].Name))
            return;
        if (_copy is null)
            Take();
        for (int i = 0; i < _copy!.Length; i++)
            part.Restore(_state[i].Name, _copy[i]);
    }

    public void Restore()
    {
        for (int i = 0; i < _copy!.Length; i++)
            _state[i].Tensor.CopyFrom(_copy[i]);
    }
}
