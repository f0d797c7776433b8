#:project ../src/Fathom/Fathom.csproj

// An operation of one's own: shapes, forward and backward in one struct, checked against differences. Run with: dotnet run examples/07-own-operation.cs

using System.Numerics;
using Fathom;

Tensor x = Tensor.From([-2.0, -0.5, 0.3, 1.7]).RequireGradient();
Tensor y = new Cube().Run(x);
Console.WriteLine(y);

y.Sum().Backward();
Console.WriteLine(x.Gradient);

// The same code ran in double; the check nudges every element and compares.
Console.WriteLine(GradientCheck.Of(t => new Cube().Run(t), x.Detach()).Passed ? "the gradient is right" : "the gradient is wrong");

// y = x³, dx = 3·x²·dy
internal readonly record struct Cube : IOp<Cube>
{
    public void Plan(ref Plan p) => p.Result(p[0]);

    public void Forward<T>(in Forward<T> f)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> x = f.X(0);
        Span<T> y = f.Y();
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * x[i] * x[i];
    }

    public void Backward<T>(in Backward<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> x = b.X(0), dy = b.DY();
        Span<T> dx = b.DX(0);
        for (int i = 0; i < x.Length; i++)
            dx[i] += T.CreateTruncating(3) * x[i] * x[i] * dy[i];
    }
}

/* prints:
[-8, -0.125, 0.027, 4.913] Float64 (4,)
[12, 0.75, 0.27, 8.67] Float64 (4,)
the gradient is right
*/
