using System.Globalization;
using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>
/// What made a tensor: the operations recorded for backward, in the order they ran, and the tensors they began with. Plain data, taken when it is
/// asked for, so it outlives the step; <see cref="ToString"/> prints it, <c>GraphDot</c> and <c>GraphSvg</c> draw it.
/// </summary>
/// <example><code>
/// Graph graph = Graph.Of(loss, model, ("x", x), ("y", y));
/// Console.WriteLine(graph);
/// File.WriteAllText("graph.svg", GraphSvg.Render(graph));
/// </code></example>
/// <remarks>Operations whose inputs want no gradient are not recorded: their results are where the graph begins. A view is no operation; see <see cref="GraphLink"/>.</remarks>
public sealed class Graph
{
    private Graph(IReadOnlyList<GraphNode> nodes) => Nodes = nodes;

    /// <summary>First the tensors the graph begins with, in the order they are used; then the operations, in the order they ran.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The operations alone.</summary>
    public IEnumerable<GraphNode> Operations => Nodes.Where(node => node.Kind == GraphNodeKind.Operation);

    /// <summary>Reads the graph behind a tensor.</summary>
    /// <param name="output">A tensor computed while recording, as a loss.</param>
    /// <param name="names">Names for tensors the graph begins with; others are called <c>parameter 1</c>, <c>input 1</c>, …, and single numbers by their value.</param>
    /// <exception cref="ArgumentException">Nothing is recorded of the tensor.</exception>
    public static Graph Of(Tensor output, params ReadOnlySpan<(string Name, Tensor Tensor)> names) => new Reader(names).Read(output);

    /// <summary>Reads the graph behind a tensor; parameters have the names they have in their model.</summary>
    /// <param name="output">A tensor computed while recording, as a loss.</param>
    /// <param name="parameters">The model.</param>
    /// <param name="names">Names for further tensors, as inputs and labels.</param>
    /// <exception cref="ArgumentException">Nothing is recorded of the tensor.</exception>
    public static Graph Of(Tensor output, IParameters parameters, params ReadOnlySpan<(string Name, Tensor Tensor)> names) =>
        new Reader([.. parameters.Parameters.Select(item => (item.Name, item.Tensor)), .. names]).Read(output);

    /// <summary>One line a node: where it comes from and its shape.</summary>
    public override string ToString() => string.Join('\n', Nodes);

    private sealed class Reader
    {
        private readonly Dictionary<Cell, string> _names = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Cell, int> _leaves = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Node, int> _operations = new(ReferenceEqualityComparer.Instance);
        private readonly List<GraphNode> _nodes = [];

        public Reader(ReadOnlySpan<(string Name, Tensor Tensor)> names)
        {
            foreach ((string name, Tensor tensor) in names)
                _names.TryAdd(tensor.Cell.Root, name);
        }

        public Graph Read(Tensor output)
        {
            Cell root = output.Cell.Root;
            if (root.Producer is null && !root.IsLeafWithGradient)
            {
                throw new ArgumentException(
                    $"Graph.Of: nothing is recorded of the tensor {output.Shape}. Compute it from parameters (RequireGradient), outside Tape.NoGradients(), and do not detach it.", nameof(output));
            }

            List<Node> recorded = Recorded(root);
            if (recorded.Count == 0)
                AddLeaf(root);
            foreach (Node node in recorded)
                foreach (Cell? input in node.Inputs.AsSpan(0, node.InputCount))
                    if (input is not null && input.Root.Producer is null)
                        AddLeaf(input.Root);
            foreach (Node node in recorded)
                AddOperation(node);
            return new Graph(_nodes);
        }

        /// <summary>Everything the tensor was computed from, oldest first; a loop, as a deep graph must not overflow the stack.</summary>
        private static List<Node> Recorded(Cell root)
        {
            var found = new HashSet<Node>(ReferenceEqualityComparer.Instance);
            var pending = new Stack<Cell>([root]);
            while (pending.TryPop(out Cell? cell))
            {
                if (cell.Root.Producer is not { } node || !found.Add(node))
                    continue;
                foreach (Cell? input in node.Inputs.AsSpan(0, node.InputCount))
                    if (input is not null)
                        pending.Push(input);
            }

            return [.. found.OrderBy(node => node.Order)];
        }

        private void AddLeaf(Cell cell)
        {
            ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_leaves, cell, out bool known);
            if (known)
                return;
            index = _nodes.Count;
            bool isNamed = _names.TryGetValue(cell, out string? name);
            GraphNodeKind kind = cell.IsLeafWithGradient ? GraphNodeKind.Parameter
                : !isNamed && cell.Shape.Rank == 0 && cell.Block is not null ? GraphNodeKind.Constant
                : GraphNodeKind.Input;
            name ??= kind switch
            {
                GraphNodeKind.Constant => new Tensor(cell).GetElement(0).ToString("R", CultureInfo.InvariantCulture),
                GraphNodeKind.Parameter => $"parameter {_nodes.Count(node => node.Kind == kind) + 1}",
                _ => $"input {_nodes.Count(node => node.Kind == kind) + 1}",
            };
            _nodes.Add(new GraphNode(index, kind, name, name, "", cell.Type, cell.Shape, []));
        }

        private void AddOperation(Node node)
        {
            var links = new List<GraphLink>();
            foreach (Cell? input in node.Inputs.AsSpan(0, node.InputCount))
                if (input is not null)
                    links.Add(Link(input));
            _operations[node] = _nodes.Count;
            Cell result = node.Slots[0]!;
            _nodes.Add(new GraphNode(_nodes.Count, GraphNodeKind.Operation, node.Name, $"%{_operations.Count}", Attributes(node.Operation), result.Type, result.Shape, links));
        }

        private GraphLink Link(Cell input)
        {
            Cell root = input.Root;
            bool isView = input.Shape != root.Shape;
            if (root.Producer is not { } producer)
                return new GraphLink(_nodes[_leaves[root]], 0, input.Shape, isView);
            int result = Array.IndexOf(producer.Slots, root);
            return new GraphLink(_nodes[_operations[producer]], result, input.Shape, isView);
        }

        /// <summary>An operation is a record of its attributes and prints as <c>Name { A = 1, B = 2 }</c>; here without name and braces, the same in every culture.</summary>
        private static string Attributes(object operation)
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            try
            {
                string text = operation.ToString() ?? "";
                int open = text.IndexOf('{', StringComparison.Ordinal);
                return open < 0 || !text.EndsWith('}') ? "" : text[(open + 1)..^1].Trim();
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }
}
