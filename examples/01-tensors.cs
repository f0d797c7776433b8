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

/* prints:
[[0.1, 0.3],
 [-0.2, 0.4]] Float32 (2, 2)
shape (2, 2), 4 elements of Float32
[0.7, 0.7] Float32 (2,)
[0.7, 0.7] Float32 (2,)
[[1, 2.9],
 [-2, 3.9]] Float32 (2, 2)
[0.1, 0.3] Float32 (2,)
[0.3, -0.2] Float32 (2,)
0.6
MatMul: b is (3,); expected 2 where the product sums, as a is (2, 2). …
*/
