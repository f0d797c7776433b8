namespace Fathom;

/// <summary>One box of a <see cref="Graph"/>: a tensor it begins with, or an operation.</summary>
/// <param name="Index">Its place in <see cref="Graph.Nodes"/>.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">The tensor's name, or the operation's.</param>
/// <param name="Reference">How other nodes refer to this one: a tensor by its name, an operation by its number, <c>%7</c>.</param>
/// <param name="Attributes">The operation's attributes, as <c>Axis = 1</c>; empty when it has none.</param>
/// <param name="Type">The element type of the tensor, or of the operation's first result.</param>
/// <param name="Shape">The shape of the tensor, or of the operation's first result.</param>
/// <param name="Inputs">What an operation reads, in order; inputs that are absent are left out.</param>
public sealed record GraphNode(int Index, GraphNodeKind Kind, string Name, string Reference, string Attributes, DType Type, Shape Shape, IReadOnlyList<GraphLink> Inputs)
{
    /// <summary>As <c>%7 = Linear(x, 0.weight, 0.bias) → (32, 64)</c>.</summary>
    public override string ToString() => Kind == GraphNodeKind.Operation
        ? $"{Reference} = {Name}({string.Join(", ", Inputs)}){(Attributes.Length > 0 ? $" [{Attributes}]" : "")} → {Shape}"
        : $"{Name}: {Kind.ToString().ToLowerInvariant()} {Shape}";
}
