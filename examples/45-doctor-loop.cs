#:project ../src/Fathom/Fathom.csproj

// A training loop written by hand, with two mistakes, and the doctor beside it. Run with: dotnet run examples/45-doctor-loop.cs

using Fathom;

Dataset train = Datasets.Moons(400, seed: 1), validation = Datasets.Moons(200, seed: 2);

Console.WriteLine("wrong:");
foreach (Finding finding in Train(clears: false, evaluates: false))
    Console.WriteLine($"{finding.Id}: {finding.Evidence}\n  {finding.Change}");

Console.WriteLine("\nright:");
Console.WriteLine($"healthy: {Train(clears: true, evaluates: true).IsHealthy}");

Examination Train(bool clears, bool evaluates)
{
    var rng = new Rng(3);
    var model = new Sequential(new Linear(2, 32, rng: rng), new ReLU(), new Dropout(0.2, rng), new Linear(32, 1, rng: rng));
    var optimizer = new Adam(model, lr: 3e-3);
    using DoctorWatch watch = Doctor.Watch(model, optimizer, Objective.Binary, train);
    for (int epoch = 0; epoch < 10; epoch++)
    {
        model.Train();
        foreach ((Tensor x, Tensor y) in train.Steps(32, shuffle: true, rng: rng))
        {
            if (clears)
                optimizer.ZeroGradients();
            Tensor loss = Loss.BinaryCrossEntropy(model.Forward(x), y);
            loss.Backward();
            optimizer.Step();
            watch.Step(loss);
        }

        if (evaluates)
            model.Evaluate();
        using Step step = Step.Begin();
        using var recording = Tape.NoGradients();
        watch.Epoch(Loss.BinaryCrossEntropy(model.Forward(validation.X), validation.Y).ToScalar());
    }

    return watch.Examine();
}

/* prints:
wrong:
gradients-never-cleared: 1…
  Call optimizer.ZeroGradients() once in each step, before backward (of micro-batches: before the first).
evaluation-in-training-mode: In 10 of 10 evaluations masks were drawn or running statistics moved, of 2 (Dropout).
…
right:
healthy: True
*/
