namespace Fathom;

/// <summary>
/// A graph as boxes and arrows for a picture: parameters and single numbers stand as lines in the boxes of the operations that use them, so that
/// a network is drawn as its operations and not as a crowd of weights.
/// </summary>
internal sealed class GraphBoxes
{
    private GraphBoxes(IReadOnlyList<GraphBox> boxes, IReadOnlyList<GraphArrow> arrows) => (Boxes, Arrows) = (boxes, arrows);

    public IReadOnlyList<GraphBox> Boxes { get; }

    public IReadOnlyList<GraphArrow> Arrows { get; }

    public static GraphBoxes Of(Graph graph)
    {
        bool hasOperations = graph.Operations.Any();
        var read = graph.Nodes.SelectMany(node => node.Inputs).Select(link => link.From.Index).ToHashSet();
        var places = new Dictionary<int, int>();
        var boxes = new List<GraphBox>();
        var arrows = new List<GraphArrow>();
        foreach (GraphNode node in graph.Nodes.Where(node => !hasOperations || !StandsInBoxes(node)))
        {
            places[node.Index] = boxes.Count;
            var lines = new List<string> { $"{node.Shape}" };
            if (node.Attributes.Length > 0)
                lines.Add(node.Attributes);
            foreach (GraphLink link in node.Inputs)
            {
                if (StandsInBoxes(link.From))
                    lines.Add(link.From.Kind == GraphNodeKind.Parameter ? $"{link} {link.From.Shape}" : $"{link}");
                else
                    arrows.Add(new GraphArrow(places[link.From.Index], boxes.Count, Label(link)));
            }

            boxes.Add(new GraphBox(node.Kind, node.Name, lines, node.Inputs.Any(link => link.From.Kind == GraphNodeKind.Parameter), !read.Contains(node.Index)));
        }

        return new GraphBoxes(boxes, arrows);
    }

    private static bool StandsInBoxes(GraphNode node) =>
        node.Kind is GraphNodeKind.Parameter or GraphNodeKind.Constant;

    private static string Label(GraphLink link) =>
        (link.Result > 0 ? $"result {link.Result} " : "") + (link.IsView ? $"as {link.Shape}" : "");
}
