namespace Fathom;

/// <summary>An arrow between boxes.</summary>
/// <param name="From">The box it leaves.</param>
/// <param name="To">The box it enters.</param>
/// <param name="Label">What is special about it: a further result, a view. Mostly empty.</param>
internal readonly record struct GraphArrow(int From, int To, string Label);
