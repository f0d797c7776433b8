namespace Fathom.Tests.Handbook;

/// <summary>Handbook D4: the graph can be looked at.</summary>
public sealed class D4_Graphs
{
    [Fact]
    public void D4_the_graph_of_the_loss_of_D1_prints_its_operations_in_order()
    {
        Tensor w1 = Tensor.From([0.5], []).RequireGradient(), w2 = Tensor.From([1.5], []).RequireGradient();
        Tensor x = Tensor.From([2.0], []), y = Tensor.From([3.0], []);
        Tensor loss = (w2 * (w1 * x) - y).Square() * 0.5;
        Assert.Equal(
            """
            w1: parameter ()
            x: input ()
            w2: parameter ()
            y: input ()
            %1 = Multiply(w1, x) → ()
            %2 = Multiply(w2, %1) → ()
            %3 = Subtract(%2, y) → ()
            %4 = Pow(%3) [Exponent = 2] → ()
            %5 = Affine(%4) [Scale = 0.5, Shift = 0] → ()
            """,
            Graph.Of(loss, ("w1", w1), ("w2", w2), ("x", x), ("y", y)).ToString());
    }
}
