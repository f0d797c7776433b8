namespace Fathom;

/// <summary>A place of a <see cref="ChainDiagram"/>.</summary>
/// <param name="Name">Its name, such as <c>w₁</c>; "" for none.</param>
/// <param name="Value">Its value on the way forward.</param>
/// <param name="Gradient">The gradient of the loss there; NaN when there is none to show.</param>
public readonly record struct ChainPlace(string Name, double Value = double.NaN, double Gradient = double.NaN);
