#:project ../src/Fathom/Fathom.csproj

// What made a tensor: the recorded operations as text, DOT and SVG. Run with: dotnet run examples/26-graph.cs

using Fathom;

Tensor x = Tensor.Scalar(2), y = Tensor.Scalar(3);
Tensor w1 = Tensor.Scalar(0.5).RequireGradient(), w2 = Tensor.Scalar(1.5).RequireGradient();
Tensor loss = (w2 * (w1 * x) - y).Square() * 0.5;
Console.WriteLine(Graph.Of(loss, ("x", x), ("y", y), ("w1", w1), ("w2", w2)));

// Of a network, parameters have their names.
Sequential model = Mlp.Create(2, hidden: [3], outputs: 1, rng: new Rng(1));
Tensor input = Tensor.Ones([4, 2]), labels = Tensor.Ones([4, 1]);
Graph graph = Graph.Of(Loss.BinaryCrossEntropy(model.Forward(input), labels), model, ("x", input), ("y", labels));
Console.WriteLine(string.Join(" → ", graph.Operations.Select(operation => operation.Name)));
Console.WriteLine($"DOT: {GraphDot.Render(graph).Split('\n')[0]}");
Console.WriteLine($"SVG: {GraphSvg.Render(graph)[..4]}");

/* prints:
w1: parameter ()
x: input ()
w2: parameter ()
y: input ()
%1 = Multiply(w1, x) → ()
%2 = Multiply(w2, %1) → ()
%3 = Subtract(%2, y) → ()
%4 = Pow(%3) [Exponent = 2] → ()
%5 = Affine(%4) [Scale = 0.5, Shift = 0] → ()
Linear → ReLU → Linear → BinaryCrossEntropy
DOT: digraph fathom {
SVG: <svg
*/
