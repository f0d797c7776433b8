namespace Fathom;

/// <summary>How far a lasting gradient of 1 moves a weight, in units of the rate: gain, or gain/(√(factor·state + inside) + outside) where a slot of state divides.</summary>
/// <remarks>What L1 needs to know of an optimizer: a penalty draws a weight as far as a gradient of its size would push it.</remarks>
/// <param name="Gain">The factor, as 1/(1 − μ) of heavy-ball momentum.</param>
/// <param name="Slot">The state slot that divides; none by default.</param>
/// <param name="Factor">The factor on the state under the root.</param>
/// <param name="Inside">ε under the root.</param>
/// <param name="Outside">ε beside the root.</param>
/// <param name="Root">Whether the root is taken.</param>
internal readonly record struct Reach(double Gain, int Slot = -1, double Factor = 1, double Inside = 0, double Outside = 0, bool Root = true);
