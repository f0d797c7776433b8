using Fathom.Tests.Tabular;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook J4: a network for tables, with categories as learned vectors and missing values.</summary>
public sealed class J_Tables
{
    [Fact]
    public void J4_A_row_is_its_numbers_and_then_the_vector_of_each_category()
    {
        // columns: category of 2 (4 codes), number, category of 1 (3 codes)
        var layer = new ColumnEmbedding([4, 0, 3], dimensions: [2, 1]);
        layer.Restore([new("embeddings.0.weight", Tensor.From([10f, 11, 20, 21, 30, 31, 40, 41], [4, 2])), new("embeddings.1.weight", Tensor.From([5f, 6, 7], [3, 1]))]);
        Tensor y = layer.Forward(Tensor.From([3f, 0.5f, 2, 0, -1.5f, 1, 9, 2.5f, -4], [3, 3]));
        Assert.Equal([0.5f, 40, 41, 7, -1.5f, 10, 11, 6, 2.5f, 10, 11, 5], y.ToArray<float>()); // codes 9 and −4 do not exist: unknown
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(7, 4)]
    [InlineData(42, 21)]
    [InlineData(99, 50)]
    [InlineData(5000, 50)]
    public void J4_Vectors_are_half_as_long_as_there_are_categories_and_at_most_50(int categories, int dimension) => Assert.Equal(dimension, ColumnEmbedding.Dimension(categories));

    [Fact]
    public void J4_Vectors_of_unknown_and_missing_begin_at_0_and_learn_when_they_occur()
    {
        Sequential model = TableNetwork.Create([5, 0], hidden: [4], outputs: 1, rng: new Rng(1));
        Tensor table = model.Parameters[0].Tensor;
        Assert.Equal("0.embeddings.0.weight", model.Parameters[0].Name);
        Assert.Equal(0, table[..2].Abs().Sum().ToScalar());
        model.Forward(Tensor.From([1f, 0.3f, 3, -0.2f], [2, 2])).Sum().Backward();
        double[] gradient = table.Gradient.Abs().Sum(1).To(DType.Float64).ToArray<double>();
        Assert.Equal([false, true, false, true, false], gradient.Select(g => g > 0));
    }

    [Fact]
    public void J4_It_learns_what_only_categories_tell()
    {
        // The answer is a fixed random number for each of 30 names: nothing in the one number helps.
        const int names = 30;
        double[] answers = new double[names];
        new Rng(3).Normal<double>(answers);
        float[] x = new float[600 * 2], y = new float[600];
        new Rng(4).Normal<float>(x);
        for (int i = 0; i < y.Length; i++)
        {
            x[2 * i] = ColumnEmbedding.First + (i % names);
            y[i] = (float)answers[i % names];
        }

        Sequential model = TableNetwork.Create([ColumnEmbedding.First + names, 0], hidden: [16], outputs: 1, rng: new Rng(1));
        var data = new Dataset(Tensor.From(x, [600, 2]), Tensor.From(y, [600, 1]));
        var trainer = new Trainer(model, new Adam(model, lr: 0.02), Objective.Regression) { Rng = new Rng(2) };
        History history = trainer.Fit(data, epochs: 20, cancel: TestContext.Current.CancellationToken);
        Assert.True(history.Epochs[^1].TrainLoss < 0.05, $"{history.Epochs[^1].TrainLoss}");
    }

    [Fact]
    public void J4_A_table_with_categories_and_gaps_is_learned_saved_and_read_again()
    {
        Table table = Table.ReadCsv(TableFiles.Real("titanic.csv"));
        TablePlan plan = TablePlan.Infer(table, "survived");
        TableSplit split = plan.Split(validation: 0, test: 0.25, new Rng(1));
        TablePreprocessor preprocessor = TablePreprocessor.Fit(plan, split.Train, CategoryEncoding.Codes);
        Assert.Contains(preprocessor.CodeCounts, count => count > 0);
        Assert.Contains("age (missing)", preprocessor.FeatureNames);

        Sequential model = TableNetwork.Create(preprocessor.CodeCounts, hidden: [32], outputs: 1, dropout: [0.2], rng: new Rng(1));
        new Trainer(model, new AdamW(model, lr: 3e-3), Objective.Binary) { Rng = new Rng(2) }
            .Fit(Rows(split.Train), epochs: 12, cancel: TestContext.Current.CancellationToken);
        model.Evaluate();
        double accuracy = Evaluation.Of(model, Objective.Binary, Rows(split.Test), 256).Metrics["accuracy"];
        Assert.True(accuracy > 0.75, $"{accuracy}");

        string path = Path.Combine(Directory.CreateTempSubdirectory("fathom-tables-").FullName, "model.safetensors");
        new ModelFile(model, Objective.Binary) { Texts = { ["preprocessing"] = preprocessor.ToJson() } }.Save(path);
        ModelFile read = ModelFile.Load(path);
        TableFeatures again = TablePreprocessor.FromJson(read.Texts["preprocessing"], path).Transform(table, split.Test);
        using (Tape.NoGradients())
            Assert.Equal(model.Forward(Rows(split.Test).X).ToArray<float>(), read.Model.Forward(Tensor.From(again.Values, [again.Rows, again.Columns])).ToArray<float>());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Dataset Rows(int[] rows)
        {
            TableFeatures features = preprocessor.Transform(table, rows);
            float[] labels = [.. preprocessor.Labels(table, rows).Select(label => (float)label)];
            return new Dataset(Tensor.From(features.Values, [features.Rows, features.Columns]), Tensor.From(labels, [rows.Length, 1]), classNames: preprocessor.Classes);
        }
    }

    [Fact]
    public void J4_It_says_what_it_cannot_do()
    {
        Assert.Contains("column 1 has 2 codes", Assert.Throws<ArgumentException>(() => new ColumnEmbedding([0, 2])).Message);
        Assert.Equal([1, 2], new ColumnEmbedding([5], [2]).Forward(Tensor.Zeros([1, 1])).Shape.ToArray());
        Assert.Contains("there are no columns", Assert.Throws<ArgumentException>(() => new ColumnEmbedding([])).Message);
        Assert.Contains("expected one of at least 1 for each of the 1 columns of categories", Assert.Throws<ArgumentException>(() => new ColumnEmbedding([0, 4], [2, 2])).Message);
        Assert.Contains("expected floating-point rows (N, 2)", Assert.Throws<ShapeException>(() => new ColumnEmbedding([0, 4]).Forward(Tensor.Zeros([3, 3]))).Message);
    }
}
