namespace Fathom.Tests.Training.Mistakes;

/// <summary>Weights and arrays in files.</summary>
public sealed class FileMistakes
{
    [Fact]
    public void M50_WeightsThatDoNotFit()
    {
        using var folder = new TemporaryFolder();
        var saved = new Sequential(new Linear(2, 3, rng: new Rng(1)), new ReLU(), new Linear(3, 1, rng: new Rng(2)));
        new ModelFile(saved, Objective.Binary).Save(folder.At("model.safetensors"));
        var model = new Sequential(new Linear(2, 4, rng: new Rng(1)), new Linear(4, 1, rng: new Rng(2)));
        Mistake.Says<Exception>(model, () => ModelFile.LoadWeights(model, folder.At("model.safetensors")), "0.weight", "(3, 2)", "(4, 2)", "0.bias", "1.weight", "missing", "2.weight", "2.bias");
    }

    /// <summary>A layer has its sizes, and so its weights, from the beginning.</summary>
    [Fact]
    public void M51_LoadingIntoAModelNotBuilt() => Mistake.CompilerRefuses("new Linear();", "CS1729", "_ = new Linear(2, 1).Weight;");

    [Fact]
    public void M62_SharedAndStridedTensors()
    {
        using var folder = new TemporaryFolder();
        Tensor turned = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]).Transpose();
        Assert.Equal([1f, 4, 2, 5, 3, 6], turned.ToArray<float>());
        var shared = new Linear(3, 3, rng: new Rng(1));
        new ModelFile(new Sequential(shared, new ReLU(), shared), Objective.Regression).Save(folder.At("tied.safetensors"));
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], SafetensorsFile.Read(folder.At("tied.safetensors")).Select(item => item.Name).Order());
        Layer read = ModelFile.Load(folder.At("tied.safetensors")).Model;
        Assert.Equal(["0.weight", "0.bias"], read.Parameters.Select(item => item.Name));
        Assert.Equal(shared.Weight.ToArray<float>(), read.Parameters[0].Tensor.ToArray<float>());
    }

    [Fact]
    public void M63_TruncatedArray()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder.At("x.npy"), Tensor.Ones([3, 6]).ToNumberArray());
        byte[] bytes = File.ReadAllBytes(folder.At("x.npy"));
        File.WriteAllBytes(folder.At("x.npy"), bytes[..^4]);
        Mistake.Says<FileFormatException>(() => NpyFile.Read(folder.At("x.npy")), "x.npy", "(3, 6), more than the 68 bytes that follow", "cut short", "Expected 18 elements; there are 17");
    }
}
