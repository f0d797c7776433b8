#:project ../src/Fathom/Fathom.csproj

// Tensors: arrays with a shape. Run with: dotnet run examples/01-tensors.cs

using Fathom;

Tensor w = Tensor.From(new float[,] { { 0.1f, 0.3f }, { -0.2f, 0.4f } });
Tensor b = Tensor.From([0f, 0.1f]);
Tensor x = Tensor.From([1f, 2f]);

Console.WriteLine(w);
Console.WriteLine($"shape {w.Shape}, {w.Length} elements of {w.Type}");

// A neuron layer is one line of arithmetic: z = W·x + b.
Tensor z = w.MatMul(x) + b;
Console.WriteLine(z);
Console.WriteLine(z.ReLU());

// Shapes broadcast as in NumPy; views share memory.
Console.WriteLine(w * 10 - b);
Console.WriteLine(w[0]);
Console.WriteLine(w.Reshape(4)[1..3]);
Console.WriteLine(w.Sum().ToScalar().ToString("F1"));

// A wrong shape is explained.
try
{
    w.MatMul(Tensor.Zeros([3]));
}
catch (ShapeException error)
{
    Console.WriteLine(error.Message);
}
