#:project ../src/Fathom/Fathom.csproj

// Convolution: a small window of weights slides over a picture. Run with: dotnet run examples/29-convolution.cs

using Fathom;

// A seven, drawn by hand: 8×8.
string[] seven =
[
    "........",
    ".#####..",
    ".....#..",
    "....##..",
    "....#...",
    "...##...",
    "...#....",
    "........",
];
Tensor digit = Tensor.From([.. seven.SelectMany(row => row.Select(c => c == '#' ? 1f : 0f))], [1, 1, 8, 8]);

// A filter made by hand: what is above minus what is below. It answers where a horizontal edge is, + on its lower side, − on its upper.
Tensor edge = Tensor.From([1f, 1, 1, 0, 0, 0, -1, -1, -1], [1, 1, 3, 3]);
Console.WriteLine("horizontal edges:");
Draw(digit.Conv2d(edge, padding: ConvPadding.Same));

// The same weights at every place: shift the digit by a row and a column, and the answer shifts with it.
Tensor shifted = digit.Pad([1, -1, 1, -1]);
Tensor a = digit.Conv2d(edge, padding: 1).Pad([1, -1, 1, -1]), b = shifted.Conv2d(edge, padding: 1);
bool equal = a.Slice(2, 2, 7).Slice(3, 2, 7).ToArray<float>().SequenceEqual(b.Slice(2, 2, 7).Slice(3, 2, 7).ToArray<float>());
Console.WriteLine($"shift, then filter = filter, then shift: {equal}");

// What the arguments do to shapes; the window has 3×3 places, and the layers learn it.
Tensor x = Tensor.Zeros([1, 8, 32, 32]);
Show(new Conv2d(8, 16, 3));
Show(new Conv2d(8, 16, 3, padding: ConvPadding.Same));
Show(new Conv2d(8, 16, 3, stride: 2, padding: 1));
Show(new Conv2d(8, 16, 3, dilation: 4));
Show(new Conv2d(8, 16, 3, padding: 1, groups: 4));
Show(new Conv2d(8, 8, 3, padding: 1, groups: 8));
Show(new Conv2d(8, 16, 1));
Show(new ConvTranspose2d(8, 16, 3, stride: 2, padding: 1, outputPadding: 1));

void Show(Layer layer) => Console.WriteLine($"{x.Shape} -> {layer.Forward(x).Shape,-16} {layer.Parameters.Sum(p => p.Tensor.Length),4} weights  {layer}");

static void Draw(Tensor map)
{
    ReadOnlySpan<float> values = map.AsSpan<float>();
    for (int row = 0; row < map.Shape[2]; row++)
    {
        string line = "";
        foreach (float value in values.Slice(row * map.Shape[3], map.Shape[3]))
            line += value == 0 ? "  ." : $"{value,3:+0;-0}";
        Console.WriteLine(line);
    }
}

/* prints:
horizontal edges:
 -1 -2 -3 -3 -3 -2 -1  .
  .  .  .  . -1 -1 -1  .
 +1 +2 +3 +2 +1  .  .  .
  .  .  . -1  .  . +1  .
  .  . -1 -1  . +1 +1  .
  .  . -1  .  . +1  .  .
  .  . +1 +2 +2 +1  .  .
  .  . +1 +1 +1  .  .  .
shift, then filter = filter, then shift: True
(1, 8, 32, 32) -> (1, 16, 30, 30)  1168 weights  Conv2d(8, 16, kernel: 3)
(1, 8, 32, 32) -> (1, 16, 32, 32)  1168 weights  Conv2d(8, 16, kernel: 3, padding: same)
(1, 8, 32, 32) -> (1, 16, 16, 16)  1168 weights  Conv2d(8, 16, kernel: 3, stride: 2, padding: 1)
(1, 8, 32, 32) -> (1, 16, 24, 24)  1168 weights  Conv2d(8, 16, kernel: 3, dilation: 4)
(1, 8, 32, 32) -> (1, 16, 32, 32)   304 weights  Conv2d(8, 16, kernel: 3, padding: 1, groups: 4)
(1, 8, 32, 32) -> (1, 8, 32, 32)     80 weights  Conv2d(8, 8, kernel: 3, padding: 1, groups: 8)
(1, 8, 32, 32) -> (1, 16, 32, 32)   144 weights  Conv2d(8, 16, kernel: 1)
(1, 8, 32, 32) -> (1, 16, 64, 64)  1168 weights  ConvTranspose2d(8, 16, kernel: 3, stride: 2, padding: 1, outputPadding: 1)
*/
