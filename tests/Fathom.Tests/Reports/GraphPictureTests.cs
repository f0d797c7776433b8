using System.Globalization;
using System.Xml.Linq;

namespace Fathom.Tests.Reports;

/// <summary>Graphs as pictures: every operation is there, readable, and nothing lies on something else.</summary>
public sealed class GraphPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Pictures { get; } = [.. Graphs().Keys];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Boxes_do_not_overlap_and_stay_inside_the_picture(string name)
    {
        XElement root = Draw(name);
        (double Width, double Height) frame = (Number(root, "width"), Number(root, "height"));
        var boxes = root.Descendants(Svg + "g").Single().Elements(Svg + "rect").Select(rect => (X: Number(rect, "x"), Y: Number(rect, "y"), Width: Number(rect, "width"), Height: Number(rect, "height"))).ToList();
        Assert.NotEmpty(boxes);
        for (int i = 0; i < boxes.Count; i++)
        {
            Assert.InRange(boxes[i].X, 0, frame.Width - boxes[i].Width);
            Assert.InRange(boxes[i].Y, 0, frame.Height - boxes[i].Height);
            for (int j = 0; j < i; j++)
            {
                bool apart = boxes[i].X >= boxes[j].X + boxes[j].Width || boxes[j].X >= boxes[i].X + boxes[i].Width
                    || boxes[i].Y >= boxes[j].Y + boxes[j].Height || boxes[j].Y >= boxes[i].Y + boxes[i].Height;
                Assert.True(apart, $"{name}: box {i} lies on box {j}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Every_arrow_runs_down_and_through_no_box(string name)
    {
        Graph graph = Graphs()[name];
        var picture = GraphBoxes.Of(graph);
        (double Width, double Height)[] sizes = [.. picture.Boxes.Select((_, i) => (60.0 + (i % 3 * 40), 40.0 + (i % 2 * 20)))];
        var layout = GraphLayout.Of(sizes, picture.Arrows);
        for (int a = 0; a < picture.Arrows.Count; a++)
        {
            Assert.All(layout.Paths[a].Zip(layout.Paths[a].Skip(1)), part => Assert.True(part.First.Y < part.Second.Y));
            foreach ((double x, double y) in layout.Paths[a].Skip(1).SkipLast(1))
                Assert.DoesNotContain(layout.Centres.Zip(sizes), box => Math.Abs(box.First.X - x) < box.Second.Width / 2 && Math.Abs(box.First.Y - y) < box.Second.Height / 2);
        }
    }

    [Fact]
    public void Boxes_show_operation_shape_and_parameters()
    {
        string[] texts = [.. Draw("residual").Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Equal(["x", "labels", "Linear", "GELU", "Linear", "Add", "CrossEntropy"], texts.Where(text => char.IsLetter(text[0]) && !text.Contains(' ')));
        Assert.Contains("0.body.0.weight (16, 8)", texts);
        Assert.Contains("(4, 16)", texts);
        Assert.Contains("LabelSmoothing = 0, IgnoredLabel = -100, Reduction = Mean", texts);
    }

    [Fact]
    public void Dot_names_every_box_and_arrow_and_quotes_what_it_must()
    {
        Tensor w = Tensor.From([1.0]).RequireGradient(), x = Tensor.From([2.0]);
        string dot = GraphDot.Render(Graph.Of((w * x).Exp(), ("w \"1\"\\", w), ("x", x)));
        Assert.StartsWith("digraph fathom {\n", dot, StringComparison.Ordinal);
        Assert.Contains("  n0 [label=\"x\\n(1,)\"", dot, StringComparison.Ordinal);
        Assert.Contains("  n1 [label=\"Multiply\\n(1,)\\nw \\\"1\\\"\\\\ (1,)\"", dot, StringComparison.Ordinal);
        Assert.EndsWith("  n0 -> n1;\n  n1 -> n2;\n}\n", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_out_of_data_are_escaped_in_svg()
    {
        Tensor w = Tensor.From([1.0]).RequireGradient();
        Assert.Contains("&lt;b&gt; (1,)", GraphSvg.Render(Graph.Of(w.Exp(), ("<b>", w))), StringComparison.Ordinal);
    }

    private static XElement Draw(string name) => XDocument.Parse(GraphSvg.Render(Graphs()[name])).Root!;

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static Dictionary<string, Graph> Graphs()
    {
        Tensor x = Tensor.Ones([4, 8]);
        Tensor labels = Tensor.From([0, 1, 2, 7L]);
        var residual = new Sequential(new Residual(new Sequential(new Linear(8, 16), new GELU(), new Linear(16, 8))));
        var deep = new Sequential([.. Enumerable.Range(0, 30).SelectMany(_ => new Layer[] { new Linear(8, 8), new ReLU() })]);
        var nested = new Residual(new Sequential(new Residual(new Linear(8, 8)), new Residual(new Sequential(new Tanh(), new Linear(8, 8)))));

        // Many branches of different lengths that meet: long arrows beside boxes.
        Tensor branch = Tensor.Parameter([4, 8]);
        var branches = new List<Tensor>();
        for (int i = 0; i < 9; i++)
        {
            Tensor t = branch * (1.0 + i);
            for (int j = 0; j < i % 4; j++)
                t = (t + branch).Tanh();
            branches.Add(t);
        }

        return new Dictionary<string, Graph>
        {
            ["one parameter"] = Graph.Of(Tensor.Parameter([3])),
            ["residual"] = Graph.Of(Loss.CrossEntropy(residual.Forward(x), labels), residual, ("x", x), ("labels", labels)),
            ["deep"] = Graph.Of(deep.Forward(x), deep),
            ["nested"] = Graph.Of(nested.Forward(x), nested),
            ["branches"] = Graph.Of(branches.Aggregate((a, b) => a * b).Sum()),
        };
    }
}
