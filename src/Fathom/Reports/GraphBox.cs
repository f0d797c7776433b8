namespace Fathom;

/// <summary>One box of a picture.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Title">The operation, or the tensor's name.</param>
/// <param name="Lines">Shape, attributes, and the parameters the operation uses, each a line.</param>
/// <param name="HasParameters">Some of the lines are parameters.</param>
/// <param name="IsOutput">Nothing else reads it.</param>
internal sealed record GraphBox(GraphNodeKind Kind, string Title, IReadOnlyList<string> Lines, bool HasParameters, bool IsOutput);
