#:project ../src/Fathom/Fathom.csproj

// XOR: the smallest problem that needs a hidden layer. Run with: dotnet run examples/05-xor.cs

using Fathom;

Tensor x = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
Tensor y = Tensor.From(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });

// No line parts the ones from the zeros, so a network without a hidden layer ends at a loss of ln 2: it knows nothing.
Console.WriteLine($"no hidden layer: loss {Train(Mlp.Create(2, hidden: [], outputs: 1, rng: new Rng(1))):F4}");

// With eight hidden units every start finds the answer.
for (ulong seed = 1; seed <= 10; seed++)
{
    Sequential model = Mlp.Create(2, hidden: [8], outputs: 1, activation: "tanh", rng: new Rng(seed));
    double loss = Train(model);
    Tensor answers = model.Predict(x).Greater(0).To(DType.Float32);
    Console.WriteLine($"seed {seed,2}: loss below 0.01: {loss < 0.01}, answers {string.Join(' ', answers.ToArray<float>())}");
}

double Train(Sequential model)
{
    var optimizer = new Adam(model, lr: 0.05);
    double last = 0;
    for (int step = 1; step <= 500; step++)
    {
        using (Step.Begin())
        {
            optimizer.ZeroGradients();
            Tensor loss = Loss.BinaryCrossEntropy(logits: model.Forward(x), labels: y);
            loss.Backward();
            optimizer.Step();
            last = loss.ToScalar();
        }
    }

    return last;
}

/* prints:
no hidden layer: loss 0.6931
seed  1: loss below 0.01: True, answers 0 1 1 0
seed  2: loss below 0.01: True, answers 0 1 1 0
seed  3: loss below 0.01: True, answers 0 1 1 0
seed  4: loss below 0.01: True, answers 0 1 1 0
seed  5: loss below 0.01: True, answers 0 1 1 0
seed  6: loss below 0.01: True, answers 0 1 1 0
seed  7: loss below 0.01: True, answers 0 1 1 0
seed  8: loss below 0.01: True, answers 0 1 1 0
seed  9: loss below 0.01: True, answers 0 1 1 0
seed 10: loss below 0.01: True, answers 0 1 1 0
*/
