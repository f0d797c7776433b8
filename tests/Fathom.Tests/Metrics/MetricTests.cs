namespace Fathom.Tests.Metrics;

public sealed class MetricTests
{
    [Fact]
    public void Roc_auc_is_the_chance_that_a_positive_scores_higher_ties_counting_half()
    {
        var rng = new Rng(11);
        for (int trial = 0; trial < 20; trial++)
        {
            double[] scores = [.. Enumerable.Range(0, 30).Select(_ => Math.Floor(rng.NextDouble() * 8))];
            long[] labels = [.. Enumerable.Range(0, 30).Select(i => i < 2 ? i : (long)(rng.NextDouble() * 2))];
            double wins = 0, pairs = 0;
            for (int i = 0; i < 30; i++)
            {
                for (int j = 0; j < 30; j++)
                {
                    if (labels[i] == 1 && labels[j] == 0)
                    {
                        pairs++;
                        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }

            Assert.Equal(wins / pairs, RocAuc.Of(scores, labels), 1e-14);
            Assert.Equal(1 - (wins / pairs), RocAuc.Of([.. scores.Select(s => -s)], labels), 1e-14);
        }
    }

    [Fact]
    public void Known_values_of_the_areas()
    {
        // The example of scikit-learn's documentation.
        Assert.Equal(0.75, RocAuc.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]));
        Assert.Equal(0.8333333333333333, PrAuc.Of([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 1e-15);
        Assert.Equal(0.5, RocAuc.Of([1, 1, 1, 1], [0, 1, 0, 1]));
        Assert.Equal(0.5, PrAuc.Of([1, 1, 1, 1], [0, 1, 0, 1]));
        Assert.Equal(1, PrAuc.Of([0.2, 0.1], [1, 1]));
    }

    [Fact]
    public void Areas_that_do_not_exist_are_NaN()
    {
        Assert.True(double.IsNaN(RocAuc.Of([], [])));
        Assert.True(double.IsNaN(RocAuc.Of([1, 2], [1, 1])));
        Assert.True(double.IsNaN(RocAuc.Of([1, 2], [0, 0])));
        Assert.True(double.IsNaN(RocAuc.Of([1, double.NaN], [0, 1])));
        Assert.True(double.IsNaN(PrAuc.Of([1, 2], [0, 0])));
        Assert.True(double.IsNaN(PrAuc.Of([1, double.NaN], [0, 1])));
    }

    [Fact]
    public void Classes_without_rows_are_left_out_of_the_mean_area()
    {
        var predictions = new Predictions(TaskKind.MultiClass);
        predictions.Add(Tensor.From([0.5, 0.4, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1]).Reshape(3, 3), Tensor.From([0L, 1, 0]));
        Assert.Equal(1, new RocAuc().Compute(predictions));
        predictions.Add(Tensor.From([0.5, double.NaN, 0.5]).Reshape(1, 3), Tensor.From([0L]));
        Assert.True(double.IsNaN(new RocAuc().Compute(predictions)));
        var alone = new Predictions(TaskKind.MultiClass);
        alone.Add(Tensor.From([0.5, 0.5]).Reshape(1, 2), Tensor.From([0L]));
        Assert.True(double.IsNaN(new RocAuc().Compute(alone)));
    }

    [Fact]
    public void Zero_over_zero_is_zero_in_scores_of_classes()
    {
        ConfusionMatrix confusion = ConfusionMatrix.Of([0, 0, 1], [0, 1, 1], 4);
        Assert.Equal(new ClassScores(0, 0, 0, 0), confusion.PerClass(3));
        Assert.Equal(new ClassScores(1, 0.5, 2.0 / 3, 2), confusion.PerClass(1));
        Assert.Equal(0.75, confusion.Macro.Precision);
        Assert.Equal(0, Precision.Of([0, 0], [1, 1]));
        Assert.Equal(0, Recall.Of([1, 1], [0, 0]));
        Assert.Equal(0, F1.Of([], []));
    }

    [Fact]
    public void Direct_calls_agree_with_hand_counts()
    {
        long[] predicted = [1, 1, 0, 1, 0], labels = [1, 0, 0, 1, 1];
        Assert.Equal(0.6, Accuracy.Of(predicted, labels));
        Assert.Equal(2.0 / 3, Precision.Of(predicted, labels));
        Assert.Equal(2.0 / 3, Recall.Of(predicted, labels));
        Assert.Equal(2.0 / 3, F1.Of(predicted, labels), 1e-15);
        Assert.Equal(0.5, Precision.Of(predicted, labels, positive: 0));
        Assert.True(double.IsNaN(Accuracy.Of([], [])));
        Assert.Equal(0.5, TopK.Of([0.2, 0.5, 0.3, 0.2, 0.2, 0.6], [2, 1], 3, 2));
        Assert.Equal(0.417, LogLoss.Of([0.659], [1]), 1e-3);
        Assert.Equal(4.6, LogLoss.Of([0.01], [1]), 0.01);
        Assert.Equal(52 * Math.Log(2), LogLoss.Of([0], [1]), 1e-12);
        Assert.Equal((2.5, 1.5), (MeanSquaredError.Of([1, 2], [3, 1]), MeanAbsoluteError.Of([1, 2], [3, 1])));
        Assert.Equal(Math.Sqrt(2.5), RootMeanSquaredError.Of([1, 2], [3, 1]));
    }

    [Fact]
    public void Top_1_is_accuracy_ties_included()
    {
        var predictions = new Predictions(TaskKind.MultiClass);
        predictions.Add(Tensor.From([0.4, 0.4, 0.2, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7]).Reshape(3, 3), Tensor.From([0L, 1, 2]));
        Assert.Equal(new Accuracy().Compute(predictions), new TopK(1).Compute(predictions));
        Assert.Equal([0L, 0, 2], predictions.Predicted.ToArray());
    }

    [Fact]
    public void R2_is_1_when_perfect_0_for_the_mean_and_follows_scikit_learn_for_a_constant_target()
    {
        Assert.Equal(1, R2.Of([1, 2, 3], [1, 2, 3]));
        Assert.Equal(0, R2.Of([2, 2, 2], [1, 2, 3]));
        Assert.Equal(-3, R2.Of([3, 2, 1], [1, 2, 3]));
        Assert.Equal(1, R2.Of([0.1, 0.1, 0.1], [0.1, 0.1, 0.1]));
        Assert.Equal(0, R2.Of([0.1, 0.1, 0.2], [0.1, 0.1, 0.1]));
        Assert.True(double.IsNaN(R2.Of([1], [1])));
    }

    [Fact]
    public void Binary_predictions_count_from_the_threshold_on_and_take_both_label_types()
    {
        Tensor outputs = Tensor.From([0.5f, 0.49f, 0.8f]).Reshape(3, 1);
        var usual = new Predictions(TaskKind.Binary, ["no", "yes"]);
        usual.Add(outputs, Tensor.From([1f, 0f, 0f]).Reshape(3, 1));
        usual.Add(outputs, Tensor.From([1L, 0, 0]));
        Assert.Equal([1L, 0, 1, 1, 0, 1], usual.Predicted.ToArray());
        Assert.Equal([1L, 0, 0, 1, 0, 0], usual.Labels.ToArray());
        Assert.Equal(["no", "yes"], usual.Confusion().ClassNames);
        var strict = new Predictions(TaskKind.Binary, threshold: 0.9);
        strict.Add(outputs, Tensor.From([1L, 0, 0]));
        Assert.Equal([0L, 0, 0], strict.Predicted.ToArray());
    }

    [Fact]
    public void An_evaluation_collected_again_allocates_nothing_and_forgets_the_last()
    {
        Tensor outputs = Tensor.From([0.5f, 0.2f, 0.3f, 0.1f, 0.1f, 0.8f]).Reshape(2, 3), labels = Tensor.From([0L, 1]);
        var predictions = new Predictions(TaskKind.MultiClass);
        long predicted = 0;
        Assert.Equal(0, Allocation.OnThisThread(() =>
        {
            predictions.Clear();
            for (int i = 0; i < 10; i++)
                predictions.Add(outputs, labels);
            predicted += predictions.Predicted[1];
        }));
        Assert.Equal(5 * 2, predicted);
        Assert.Equal((20, 0.5), (predictions.Count, new Accuracy().Compute(predictions)));
        predictions.Clear();
        Assert.Equal((0, 0, 0), (predictions.Count, predictions.Outputs.Length, predictions.Predicted.Length));
    }

    [Fact]
    public void Predictions_outlive_the_step_they_were_made_in()
    {
        var predictions = new Predictions(TaskKind.Regression);
        foreach (var (x, y) in Datasets.Sine().Steps(64))
            predictions.Add(x, y);
        Assert.Equal((200, 1), (predictions.Count, predictions.Width));
        Assert.Equal(Datasets.Sine().Y.ToArray<float>().Select(v => (double)v), predictions.Targets.ToArray());
    }

    [Fact]
    public void Without_rows_every_metric_answers_without_a_fault()
    {
        foreach (TaskKind task in Enum.GetValues<TaskKind>())
        {
            var empty = new Predictions(task);
            foreach (Metric metric in Fathom.Metrics.For(task))
                Assert.Equal(metric is Precision or Recall or F1 ? 0 : double.NaN, metric.Compute(empty));
        }
    }

    [Fact]
    public void Wrong_shapes_labels_and_tasks_are_refused_with_a_sentence()
    {
        Tensor two = Tensor.Zeros([3, 2]), one = Tensor.Zeros([3, 1]), labels = Tensor.Zeros([3], DType.Int64);
        var binary = new Predictions(TaskKind.Binary);
        var multi = new Predictions(TaskKind.MultiClass);
        var regression = new Predictions(TaskKind.Regression);
        Assert.Contains("(rows, 1), the probability of class 1", Assert.Throws<ShapeException>(() => binary.Add(two, labels)).Message);
        Assert.Contains("with 2 classes or more", Assert.Throws<ShapeException>(() => multi.Add(one, labels)).Message);
        Assert.Contains("expected Int64 (3,)", Assert.Throws<ShapeException>(() => multi.Add(two, one)).Message);
        Assert.Contains("expected (3, 2), as the outputs", Assert.Throws<ShapeException>(() => regression.Add(two, one)).Message);
        Assert.Contains("the 2 classes", Assert.Throws<ArgumentException>(() => multi.Add(two, Tensor.From([0L, 2, 0]))).Message);
        Assert.Contains("is 0.5", Assert.Throws<ArgumentException>(() => binary.Add(one, Tensor.Full([3, 1], 0.5))).Message);
        multi.Add(two, labels);
        Assert.Contains("2 columns, as in the rows before", Assert.Throws<ShapeException>(() => multi.Add(Tensor.Zeros([3, 3]), labels)).Message);
        Assert.Contains("needs values to compare", Assert.Throws<ArgumentException>(() => new R2().Compute(binary)).Message);
        Assert.Contains("needs classes", Assert.Throws<ArgumentException>(() => new Accuracy().Compute(regression)).Message);
        Assert.Contains("needs several classes", Assert.Throws<ArgumentException>(() => new TopK(2).Compute(binary)).Message);
        Assert.Contains("one class a row", Assert.Throws<ArgumentException>(() => regression.Confusion()).Message);
        Assert.Contains("predicted has 2 entries, labels has 1", Assert.Throws<ArgumentException>(() => Accuracy.Of([1, 2], [1])).Message);
        Assert.Contains("scores has 1 entries", Assert.Throws<ArgumentException>(() => RocAuc.Of([1], [1, 0])).Message);
        Assert.Contains("labels[1] is 2", Assert.Throws<ArgumentException>(() => RocAuc.Of([1, 2], [0, 2])).Message);
        Assert.Contains("predicted[0] is 5", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([5], [0], 2)).Message);
        Assert.Contains("1 class names for 2 classes", Assert.Throws<ArgumentException>(() => ConfusionMatrix.Of([0], [0], 2, ["a"])).Message);
        Assert.Contains("5 scores for 2 labels of 3 classes", Assert.Throws<ArgumentException>(() => TopK.Of([1, 2, 3, 4, 5], [0, 1], 3, 1)).Message);
        Assert.Throws<ArgumentException>(() => LogLoss.Of([1, 2, 3], [0], 2));
        Assert.Throws<ArgumentException>(() => R2.Of([1, 2, 3], [1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopK(0));
    }

    [Fact]
    public void Names_are_unique_found_and_fit_for_json_keys()
    {
        string[] names = [.. Fathom.Metrics.All.Select(metric => metric.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z0-9_]+$", name));
        Assert.All(Fathom.Metrics.All, metric => Assert.Same(metric, Fathom.Metrics.Find(metric.Name)));
        Assert.Equal(new TopK(5), Fathom.Metrics.Find("top_5"));
        Assert.Equal(new F1(ClassAverage.Micro), Fathom.Metrics.Find("f1_micro"));
        Assert.Null(Fathom.Metrics.Find("top_0"));
        Assert.Null(Fathom.Metrics.Find("auc"));
        Assert.Equal("f1_macro", new F1(ClassAverage.Macro).Name);
        Assert.Equal(["bits_per_character", "hamming_loss", "log_loss", "mae", "mse", "perplexity", "rmse"], Fathom.Metrics.All.Where(m => !m.HigherIsBetter).Select(m => m.Name).Order());
    }

    [Fact]
    public void Every_metric_of_the_library_is_in_the_list()
    {
        Type[] types = [.. typeof(Metric).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Metric)) && type != typeof(TopK))];
        Assert.Equal(types.OrderBy(t => t.Name), Fathom.Metrics.All.Select(metric => metric.GetType()).OrderBy(t => t.Name));
    }

    [Fact]
    public void A_confusion_matrix_prints_as_a_table() => Assert.Equal(
        """
        right \ predicted  cat  a dog
        cat                  2      0
        a dog                1     10
        """.ReplaceLineEndings("\n"),
        ConfusionMatrix.Of([0, 0, 0, .. Enumerable.Repeat(1L, 10)], [0, 0, 1, .. Enumerable.Repeat(1L, 10)], 2, ["cat", "a dog"]).ToString());
}
