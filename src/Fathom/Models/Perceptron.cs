using System.Globalization;

namespace Fathom;

/// <summary>Rosenblatt's perceptron: one neuron that fires or does not, and the rule by which it learned before there were gradients.</summary>
/// <remarks><code>
/// formula   z = w·x + b, ŷ = 1 when the neuron fires (z &gt; 0), else 0; after each example w += lr·(y − ŷ)·x, b += lr·(y − ŷ)
/// shapes    x (N, inputs), y (N) or (N, 1) of 0 and 1
/// start     w = 0, b = 0
/// source    Rosenblatt 1958, "The perceptron: a probabilistic model for information storage and organization in the brain"
/// </code>
/// What a straight line can part is learned after finitely many corrections (Novikoff 1962); what it cannot, as XOR, never is.
/// </remarks>
/// <example><code>
/// var perceptron = new Perceptron(inputs: 2);
/// IReadOnlyList&lt;int&gt; errors = perceptron.Fit(x, y);   // wrong examples of each pass; the last is 0 when all is learned
/// </code></example>
public sealed class Perceptron
{
    private readonly double[] _weights;

    /// <summary>Makes a perceptron that knows nothing: weights and bias are 0.</summary>
    /// <param name="inputs">The length of an input row.</param>
    /// <param name="learningRate">lr, the size of a correction; .01 by default.</param>
    /// <param name="passes">The most passes over the data; 1,000 by default.</param>
    /// <param name="firesAtZero">The firing rule: z ≥ 0 when true, z &gt; 0 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">inputs or passes below 1, or a rate that is not above 0.</exception>
    public Perceptron(int inputs, double learningRate = 0.01, int passes = 1000, bool firesAtZero = false)
    {
        _weights = new double[Require.Positive(inputs, nameof(inputs))];
        LearningRate = Require.PositiveNumber(learningRate, nameof(learningRate));
        Passes = Require.Positive(passes, nameof(passes));
        FiresAtZero = firesAtZero;
    }

    /// <summary>lr.</summary>
    public double LearningRate { get; }

    /// <summary>The most passes over the data.</summary>
    public int Passes { get; }

    /// <summary>Whether the neuron fires at z = 0.</summary>
    public bool FiresAtZero { get; }

    /// <summary>w.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>b.</summary>
    public double Bias { get; private set; }

    /// <summary>Learns, correcting after each example in order, and stops after a pass without error. Goes on from what was learned before.</summary>
    /// <param name="x">The examples (N, inputs).</param>
    /// <param name="y">What each should give: 0 or 1, (N) or (N, 1).</param>
    /// <returns>The number of wrong examples in each pass.</returns>
    /// <exception cref="ShapeException">x or y has another shape.</exception>
    /// <exception cref="ArgumentException">A label is neither 0 nor 1; the text says which.</exception>
    public IReadOnlyList<int> Fit(Tensor x, Tensor y)
    {
        double[] rows = Rows(x);
        double[] labels = Labels(y, x.Shape[0]);
        var errors = new List<int>();
        do
        {
            int wrong = 0;
            for (int n = 0; n < labels.Length; n++)
            {
                ReadOnlySpan<double> row = rows.AsSpan(n * _weights.Length, _weights.Length);
                double error = labels[n] - (Fires(row) ? 1 : 0);
                if (error == 0)
                    continue;
                wrong++;
                for (int i = 0; i < _weights.Length; i++)
                    _weights[i] += LearningRate * error * row[i];
                Bias += LearningRate * error;
            }

            errors.Add(wrong);
        }
        while (errors[^1] > 0 && errors.Count < Passes);
        return errors;
    }

    /// <summary>1 for each row for which the neuron fires, else 0.</summary>
    /// <param name="x">The examples (N, inputs).</param>
    /// <returns>(N) of Int64.</returns>
    public Tensor Predict(Tensor x)
    {
        double[] rows = Rows(x);
        long[] fired = new long[x.Shape[0]];
        for (int n = 0; n < fired.Length; n++)
            fired[n] = Fires(rows.AsSpan(n * _weights.Length, _weights.Length)) ? 1 : 0;
        return Tensor.From(fired, [fired.Length]);
    }

    private bool Fires(ReadOnlySpan<double> row)
    {
        double z = Bias;
        for (int i = 0; i < row.Length; i++)
            z += _weights[i] * row[i];
        return FiresAtZero ? z >= 0 : z > 0;
    }

    private double[] Rows(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] != _weights.Length)
            throw new ShapeException(nameof(Perceptron), nameof(x), x.Shape.ToString(), $"(N, {_weights.Length})");
        return x.To(DType.Float64).ToArray<double>();
    }

    private static double[] Labels(Tensor y, int count)
    {
        if (y.Rank is not (1 or 2) || y.Length != count || y.Shape[0] != count)
            throw new ShapeException(nameof(Perceptron), nameof(y), y.Shape.ToString(), $"({count}) or ({count}, 1), a label for each row of x");
        double[] labels = y.To(DType.Float64).ToArray<double>();
        int odd = Array.FindIndex(labels, label => label is not (0 or 1));
        if (odd >= 0)
            throw new ArgumentException($"Perceptron: label {odd} is {labels[odd].ToString(CultureInfo.InvariantCulture)}; expected 0 or 1. Number the two classes 0 and 1.", nameof(y));
        return labels;
    }
}
