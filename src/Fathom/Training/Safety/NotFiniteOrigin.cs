namespace Fathom;

/// <summary>Where the first number came from that was NaN or infinite.</summary>
/// <param name="Kind">What held it.</param>
/// <param name="Layer">The path of the layer, of <see cref="NotFiniteKind.Weights"/> the weight's; empty for the network itself, for inputs and targets; "loss" in the loss.</param>
/// <param name="Operation">The operation, as Log or Divide; empty where none made the number.</param>
/// <param name="Text">A sentence: which numbers, how many, what went in.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record NotFiniteOrigin(NotFiniteKind Kind, string Layer, string Operation, string Text, string Advice);
