namespace Fathom;

/// <summary>Something that keeps a network from learning as well as it could: what it is, the numbers that show it, why it hurts, what to change.</summary>
/// <param name="Id">The fault's identifier, as <c>constant-column</c>: stable between versions.</param>
/// <param name="Weight">How much it matters.</param>
/// <param name="What">What is wrong, in one sentence that names the column, layer or setting.</param>
/// <param name="Evidence">The numbers it was seen by.</param>
/// <param name="Why">Why it hurts.</param>
/// <param name="Page">The row of the handbook that explains it, as <c>K4</c>.</param>
/// <param name="Change">What to change.</param>
/// <param name="Effect">What to expect of the change.</param>
public sealed record Finding(string Id, FindingWeight Weight, string What, string Evidence, string Why, string Page, string Change, string Effect)
{
    /// <summary>Where among findings of one weight it stands, smaller first: a cause before what follows from it.</summary>
    public int Order { get; init; }

    /// <summary>Where it is: a column, a layer's path, a parameter; empty for the whole.</summary>
    public string Place { get; init; } = "";

    /// <summary>The finding in a few lines.</summary>
    public override string ToString() => $"{Weight.ToString().ToLowerInvariant()} {Id}: {What} {Evidence} {Why} {Change} {Effect}";
}
