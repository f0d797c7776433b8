namespace Fathom;

/// <summary>A fault that the doctor knows: a line of its list.</summary>
/// <param name="Id">The identifier, which its findings carry.</param>
/// <param name="Kind">What it is a fault of: <c>data</c>, <c>network</c> or <c>training</c>.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Weight">How much it matters as a rule.</param>
/// <param name="Page">The row of the handbook that explains it.</param>
/// <param name="Why">Why it hurts.</param>
/// <param name="Effect">What to expect of the change.</param>
public sealed record DoctorFault(string Id, string Kind, string Title, FindingWeight Weight, string Page, string Why, string Effect);
