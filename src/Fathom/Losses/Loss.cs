namespace Fathom;

/// <summary>Losses for hand-written loops. Parameter names state the form that is taken (logits, probabilities, labels); shapes are never broadcast silently.</summary>
public static partial class Loss
{
}
