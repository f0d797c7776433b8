#:project ../src/Fathom/Fathom.csproj

// Training that is stopped goes on as if it had never been: checkpoints with the trainer, and by hand in a loop of one's own. Run with: dotnet run examples/43-resume.cs

using Fathom;

var (train, test) = Datasets.Digits().Split(test: 0.2, stratify: true, seed: 1).MinMax();
string folder = Directory.CreateTempSubdirectory("fathom-resume-").FullName;

// The same each time: network, optimizer, callbacks, data, and a generator for the order of rows.
(Trainer Trainer, Layer Model) Make(params Callback[] more)
{
    var rng = new Rng(7);
    var model = new Sequential(new Linear(64, 32, rng: rng), new BatchNorm1d(32), new ReLU(), new Dropout(0.3, rng), new Linear(32, 10, rng: rng));
    var optimizer = new AdamW(model) { Schedule = new OneCycle(peak: 0.01, steps: 4 * 45) };
    return (new Trainer(model, optimizer, Objective.MultiClass) { Rng = new Rng(2), Callbacks = [new EarlyStopping(patience: 3), new CountRows(), .. more] }, model);
}

// 1. Without a stop.
(Trainer trainer, Layer whole) = Make();
trainer.Fit(train, test, epochs: 4);

// 2. Stopped in the middle of the second epoch, as by a power cut; then everything made anew, and on from the last checkpoint.
string checkpoints = Path.Combine(folder, "checkpoints");
using (var stop = new CancellationTokenSource())
    Make(new ModelCheckpoint(checkpoints) { EverySteps = 50 }, new AtStep(70, stop.Cancel)).Trainer.Fit(train, test, epochs: 4, cancel: stop.Token);

(trainer, Layer resumed) = Make(new ModelCheckpoint(checkpoints) { EverySteps = 50 });
Checkpoint? last = ModelCheckpoint.Latest(checkpoints);
History history = trainer.Fit(train, test, epochs: 4, resume: last);
Console.WriteLine($"went on after step {last!.Whole("total_steps")}; {history.Epochs.Count} epochs in the history; the same bits: {Same(whole, resumed)}");

// 3. With anything else it does not go on: a message names all that differs.
try
{
    Make(new ModelCheckpoint(checkpoints)).Trainer.Fit(train, test, epochs: 5, batchSize: 64, resume: last);
}
catch (CheckpointException fault)
{
    Console.WriteLine($"refused: {string.Join("; ", fault.Differences)}");
}

// 4. By hand, in a loop of one's own: what the loop depends on is added by name.
string file = Path.Combine(folder, "by-hand.safetensors");
Layer loop = Loop(0, 6), first = Loop(0, 3), second = Loop(3, 6);
Console.WriteLine($"by hand, six epochs at once and three and three: the same bits: {Same(loop, second)}, and not those after three: {!Same(first, second)}");
Directory.Delete(folder, recursive: true);

Layer Loop(int from, int to)
{
    var rng = new Rng(3);
    var model = new Sequential(new Linear(64, 16, rng: rng), new ReLU(), new Dropout(0.2, rng), new Linear(16, 10, rng: rng));
    var optimizer = new Adam(model, lr: 1e-3);
    var order = new Rng(4);
    if (from > 0)
    {
        Checkpoint saved = Checkpoint.Load(file);
        saved.Restore("model", model);
        saved.Restore("optimizer", optimizer);
        saved.Restore("order", order);
        from = (int)saved.Whole("epoch");
    }

    for (int epoch = from; epoch < to; epoch++)
    {
        foreach (var (x, y) in train.Steps(32, shuffle: true, rng: order))
        {
            optimizer.ZeroGradients();
            Loss.CrossEntropy(model.Forward(x), y).Backward();
            optimizer.Step();
        }
    }

    var checkpoint = new Checkpoint();
    checkpoint.Add("model", model);             // weights, buffers, random streams of its layers
    checkpoint.Add("optimizer", optimizer);     // momenta, step counts, rate
    checkpoint.Add("order", order);             // where shuffling stands
    checkpoint.Add("epoch", to);
    checkpoint.Save(file);
    return model;
}

static bool Same(Layer a, Layer b) => a.Parameters.Zip(b.Parameters).All(pair => pair.First.Tensor.ToArray<float>().SequenceEqual(pair.Second.Tensor.ToArray<float>()));

/// <summary>Does something after so many steps.</summary>
internal sealed class AtStep(long step, Action act) : Callback
{
    public override void OnStep(TrainingState state)
    {
        if (state.TotalSteps == step)
            act();
    }
}

/// <summary>A callback with a memory of its own keeps it in the checkpoint.</summary>
internal sealed class CountRows : Callback, ICheckpointed
{
    private long _rows;

    public override void OnStep(TrainingState state) => _rows += state.BatchRows;

    public void Save(Checkpoint state) => state.Add("rows", _rows);

    public void Restore(Checkpoint state) => _rows = state.Whole("rows");
}

/* prints:
went on after step 70; 4 epochs in the history; the same bits: True
refused: batch size was 32, is now 64; …epochs was 4, is now 5…
by hand, six epochs at once and three and three: the same bits: True, and not those after three: True
*/
