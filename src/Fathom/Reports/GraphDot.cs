using System.Text;

namespace Fathom;

/// <summary>Writes a <see cref="Graph"/> in the DOT language, for Graphviz and whatever else reads it.</summary>
/// <example><code>File.WriteAllText("graph.dot", GraphDot.Render(Graph.Of(loss, model)));     // then: dot -Tpng graph.dot</code></example>
/// <remarks>Parameters and single numbers stand as lines in the boxes of the operations that use them. Source: the DOT grammar, graphviz.org/doc/info/lang.html.</remarks>
public static class GraphDot
{
    /// <summary>The graph as the text of a DOT file; the same graph gives the same bytes.</summary>
    /// <param name="graph">What to write.</param>
    public static string Render(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var picture = GraphBoxes.Of(graph);
        var dot = new StringBuilder("digraph fathom {\n  rankdir=TB;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n");
        for (int i = 0; i < picture.Boxes.Count; i++)
        {
            GraphBox box = picture.Boxes[i];
            string fill = box.Kind switch { GraphNodeKind.Input => "#dceefb", GraphNodeKind.Parameter => "#fdebd3", _ when box.IsOutput => "#d9f2e6", _ => "white" };
            dot.Append($"  n{i} [label={Quoted(string.Join('\n', box.Lines.Prepend(box.Title)))}, fillcolor=\"{fill}\"];\n");
        }

        foreach (GraphArrow arrow in picture.Arrows)
            dot.Append($"  n{arrow.From} -> n{arrow.To}{(arrow.Label.Length > 0 ? $" [label={Quoted(arrow.Label)}]" : "")};\n");
        return dot.Append("}\n").ToString();
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
