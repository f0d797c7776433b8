namespace Fathom;

/// <summary>Sees what a layer gave, or the gradient of that.</summary>
/// <param name="layer">Which layer.</param>
/// <param name="values">The values; only while the hook is called. Later reading throws <see cref="StepException"/>; <see cref="Tensor.Keep"/> or <see cref="Tensor.ToArray{T}"/> inside takes them out.</param>
public delegate void LayerHook(HookedLayer layer, Tensor values);
