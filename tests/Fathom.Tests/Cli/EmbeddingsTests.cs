namespace Fathom.Tests.Cli;

/// <summary><c>--embeddings</c>: categories as learned vectors, from training to prediction.</summary>
public sealed class EmbeddingsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_with_embeddings_is_trained_judged_summed_up_and_checked()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "5", "--embeddings", "--seed", "1");
        Assert.Contains("--embeddings", File.ReadAllText(_folder.At($"{run}/report.html")));
        string summary = _folder.Run("summary", run).Expect(0).Out;
        Assert.Contains("ColumnEmbedding", summary);
        Assert.Contains("categories embeddings", summary);
        Assert.Contains("features: size, size (missing), weight, colour", summary);
        Assert.Contains("120 rows judged", _folder.Run("evaluate", run, "classes.csv").Expect(0).Out);
        string check = _folder.Run("check", run, "classes.csv").Expect(0).Out;
        Assert.DoesNotContain("not on the scale", check);
        Assert.Contains("0.embeddings.0.weight", check);
    }

    [Fact]
    public void Categories_never_seen_and_missing_cells_are_predicted_with_a_notice()
    {
        string run = _folder.Train(_folder.WriteClasses(), "--target", "label", "--epochs", "2", "--embeddings");
        CliRun predicted = _folder.Run("predict", run, _folder.Write("new.csv", "size,weight,colour\n0.5,0.5,violet\n,0.2,\n0.1,,red\n")).Expect(0);
        Assert.Equal(4, predicted.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("('violet'; first in line 2), taken as unknown", predicted.Error);
    }

    [Fact]
    public void Without_categories_it_says_that_nothing_changes() =>
        Assert.Contains("no column holds categories", _folder.Run("train", _folder.WriteValues(), "--target", "price", "--epochs", "1", "--embeddings", "--out", "r").Expect(0).Out);
}
