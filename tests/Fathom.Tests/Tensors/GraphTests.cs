using System.Globalization;

namespace Fathom.Tests.Tensors;

/// <summary>What made a tensor can be looked at.</summary>
public sealed class GraphTests
{
    [Fact]
    public void Leaves_come_first_and_operations_in_the_order_they_ran()
    {
        Tensor w = Tensor.From([2.0]).RequireGradient(), x = Tensor.From([3.0]);
        Tensor loss = ((w * x) + w.Exp()).Sum();
        Assert.Equal(
            "w: parameter (1,)\nx: input (1,)\n%1 = Multiply(w, x) → (1,)\n%2 = Exp(w) → (1,)\n%3 = Add(%1, %2) → (1,)\n%4 = Sum(%3) [Axes = all, KeepAxes = False] → ()",
            Graph.Of(loss, ("w", w), ("x", x)).ToString());
    }

    [Fact]
    public void Parameters_have_the_names_of_their_model_and_tied_ones_stand_once()
    {
        var shared = new Linear(3, 3, bias: false);
        var model = new Sequential(shared, new Tanh(), shared);
        var graph = Graph.Of(model.Forward(Tensor.Ones([2, 3])), model);
        Assert.Equal(["0.weight"], graph.Nodes.Where(node => node.Kind == GraphNodeKind.Parameter).Select(node => node.Name));
        Assert.Equal(["Linear(input 1, 0.weight)", "Tanh(%1)", "Linear(%2, 0.weight)"], graph.Operations.Select(Call));
    }

    [Fact]
    public void Tensors_without_names_are_numbered_and_single_numbers_show_their_value()
    {
        Tensor w = Tensor.From([2.0]).RequireGradient();
        var graph = Graph.Of(w * Tensor.From([1.5], []) * Tensor.From([1.0]));
        Assert.Equal(["parameter 1", "1.5", "input 1"], graph.Nodes.Where(node => node.Kind != GraphNodeKind.Operation).Select(node => node.Name));
        Assert.Equal(GraphNodeKind.Constant, graph.Nodes[1].Kind);
    }

    [Fact]
    public void A_view_is_a_way_of_reading_and_no_operation()
    {
        Tensor w = Tensor.Ones([4, 2]).RequireGradient();
        var graph = Graph.Of(w.Exp().Reshape(2, 4).ReLU());
        GraphLink link = graph.Nodes[^1].Inputs[0];
        Assert.True(link.IsView);
        Assert.Equal(new Shape(2, 4), link.Shape);
        Assert.Equal("ReLU(%1 as (2, 4))", Call(graph.Nodes[^1]));
    }

    [Fact]
    public void Attributes_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = commas;
            var graph = Graph.Of((Tensor.From([2.0]).RequireGradient() * 0.5).LeakyReLU(0.25));
            Assert.Equal(["Scale = 0.5, Shift = 0", "Slope = 0.25"], graph.Operations.Select(node => node.Attributes));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_graph_of_a_parameter_is_the_parameter()
    {
        Tensor w = Tensor.Parameter([2]);
        Assert.Equal("w: parameter (2,)", Graph.Of(w, ("w", w)).ToString());
    }

    [Fact]
    public void A_tensor_of_which_nothing_is_recorded_is_refused_with_the_way_out()
    {
        Tensor w = Tensor.Parameter([2]);
        ArgumentException error;
        using (Tape.NoGradients())
            error = Assert.Throws<ArgumentException>(() => Graph.Of(w.Exp()));
        Assert.StartsWith("Graph.Of: nothing is recorded of the tensor (2,). Compute it from parameters (RequireGradient), outside Tape.NoGradients()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_outlives_its_step_and_its_backward()
    {
        var model = new Linear(3, 1);
        Graph graph;
        using (Step.Begin())
        {
            Tensor loss = model.Forward(Tensor.Ones([2, 3])).Mean();
            loss.Backward();
            graph = Graph.Of(loss, model);
        }

        Assert.Equal(["Linear", "Mean"], graph.Operations.Select(node => node.Name));
        Assert.Equal(new Shape(2, 1), graph.Operations.First().Shape);
    }

    [Fact]
    public void A_deep_graph_is_read_without_recursion()
    {
        Tensor x = Tensor.From([1.0]).RequireGradient();
        for (int i = 0; i < 50_000; i++)
            x = x * 1.0;
        Assert.Equal(50_000, Graph.Of(x).Operations.Count());
    }

    private static string Call(GraphNode node) => $"{node.Name}({string.Join(", ", node.Inputs)})";
}
