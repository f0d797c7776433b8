namespace Fathom;

/// <summary>A tensor on its way from one node of a <see cref="Graph"/> to another.</summary>
/// <param name="From">Where it was made.</param>
/// <param name="Result">Which result of that operation, from 0.</param>
/// <param name="Shape">The shape in which it is read.</param>
/// <param name="IsView">It is read in another shape than it was made: reshaped, or some of its rows. That is no operation of its own.</param>
public sealed record GraphLink(GraphNode From, int Result, Shape Shape, bool IsView)
{
    /// <summary>As <c>%7</c>, <c>%7.1</c> for the second result, <c>%7 as (4, 8)</c> for a view.</summary>
    public override string ToString() => $"{From.Reference}{(Result > 0 ? $".{Result}" : "")}{(IsView ? $" as {Shape}" : "")}";
}
