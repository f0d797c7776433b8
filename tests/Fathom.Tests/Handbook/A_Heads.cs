namespace Fathom.Tests.Handbook;

/// <summary>A6: heads, each with its loss, its prediction and its metrics.</summary>
public sealed class A_Heads
{
    private static readonly Tensor s_logits = Tensor.From(new[,] { { 0.5, -1.0, 2.0 }, { -0.3, 0.0, -2.0 } });
    private static readonly Tensor s_labels = Tensor.From(new[,] { { 1.0, 0, 0 }, { 0.0, 1, 1 } });

    [Fact]
    public void A6_a_binary_head_has_one_logit_and_predicts_class_1_from_a_half_on()
    {
        Tensor output = Tensor.From(new[,] { { 0.0 }, { -0.1 }, { 1.5 } });
        Assert.Equal([1L, 0, 1], Objective.Binary.Classes(output).ToArray<long>());
        Assert.Equal([0L, 0, 1], new BinaryObjective { Threshold = 0.8 }.Classes(output).ToArray<long>());
        Assert.Equal(1 / (1 + Math.Exp(-1.5)), Objective.Binary.Probabilities(output).GetElement(2), 1e-12);
        Assert.Equal(TaskKind.Binary, Objective.Binary.NewPredictions().Task);
        Assert.Equal(0.8, new BinaryObjective { Threshold = 0.8 }.NewPredictions().Threshold);
    }

    [Fact]
    public void A6_a_positive_weight_counts_class_1_more()
    {
        Tensor output = Tensor.From(new[,] { { 0.7 }, { -0.4 } }), targets = Tensor.From(new[,] { { 1.0 }, { 0.0 } });
        double one = Math.Log(1 + Math.Exp(-0.7)), zero = Math.Log(1 + Math.Exp(-0.4));
        Assert.Equal((one + zero) / 2, Objective.Binary.Loss(output, targets).ToScalar(), 1e-12);
        Assert.Equal(((3 * one) + zero) / 2, new BinaryObjective { PositiveWeight = 3 }.Loss(output, targets).ToScalar(), 1e-12);
    }

    [Fact]
    public void A6_a_multi_class_head_predicts_the_most_probable_class_and_weighs_classes()
    {
        Assert.Equal([2L, 1], Objective.MultiClass.Classes(s_logits).ToArray<long>());
        Assert.Equal(1, Objective.MultiClass.Probabilities(s_logits).ToArray<double>().Take(3).Sum(), 1e-12);
        double[] rows = [.. new[] { 0, 1 }.Select(i => -Math.Log(Objective.MultiClass.Probabilities(s_logits).GetElement((i * 3) + (i == 0 ? 0 : 2))))];
        var weighted = new MultiClassObjective { ClassWeights = [2, 1, 5] };
        Tensor labels = Tensor.From([0L, 2]);
        Assert.Equal(((2 * rows[0]) + (5 * rows[1])) / 7, weighted.Loss(s_logits, labels).ToScalar(), 1e-12);
        Assert.Equal(7, weighted.BatchWeight(labels));
        Assert.Equal(2, Objective.MultiClass.BatchWeight(labels));
    }

    [Fact]
    public void A6_a_multi_label_head_has_independent_logits_with_a_threshold_each()
    {
        double[] p = [.. s_logits.ToArray<double>().Select(x => 1 / (1 + Math.Exp(-x)))], t = s_labels.ToArray<double>();
        double[] losses = [.. p.Zip(t, (a, b) => b == 1 ? -Math.Log(a) : -Math.Log(1 - a))];
        Assert.Equal(losses.Average(), Objective.MultiLabel.Loss(s_logits, s_labels).ToScalar(), 1e-12);
        var weighted = new MultiLabelObjective { PositiveWeights = [2, 3, 4], Thresholds = [0.9, 0.2, 0.1] };
        double[] w = [2, 3, 4];
        Assert.Equal(losses.Select((l, i) => t[i] == 1 ? w[i % 3] * l : l).Average(), weighted.Loss(s_logits, s_labels).ToScalar(), 1e-12);
        Assert.Equal([1L, 0, 1, 0, 1, 0], Objective.MultiLabel.Labels(s_logits).ToArray<long>());
        Assert.Equal([0L, 1, 1, 0, 1, 1], weighted.Labels(s_logits).ToArray<long>());
        Assert.Equal([1L, 1, 1, 1, 1, 1], (new MultiLabelObjective { Thresholds = [0.1] }).Labels(s_logits).ToArray<long>());

        Predictions predictions = weighted.NewPredictions(["a", "b", "c"]);
        predictions.Add(weighted.Predict(s_logits), s_labels);
        Assert.Equal([0L, 1, 1, 0, 1, 1], predictions.Predicted.ToArray());
        Assert.Equal(["accuracy", "hamming_loss", "precision", "recall", "f1_macro", "f1_micro", "roc_auc", "pr_auc", "log_loss"], weighted.Metrics.Select(m => m.Name));
    }

    [Fact]
    public void A6_a_regression_head_has_one_or_several_outputs_and_a_loss_to_choose()
    {
        Tensor output = Tensor.From(new[,] { { 1.0, 5.0 }, { 2.0, -1.0 } }), targets = Tensor.From(new[,] { { 1.5, 2.0 }, { 2.0, -3.0 } });

        // Errors −½, 3, 0, 2.
        Assert.Equal((0.25 + 9 + 0 + 4) / 4, Objective.Regression.Loss(output, targets).ToScalar(), 1e-12);
        Assert.Equal((0.5 + 3 + 0 + 2) / 4, new RegressionObjective { Error = RegressionLoss.MeanAbsoluteError }.Loss(output, targets).ToScalar(), 1e-12);
        Assert.Equal((0.125 + 2.5 + 0 + 1.5) / 4, new RegressionObjective { Error = RegressionLoss.Huber }.Loss(output, targets).ToScalar(), 1e-12);
        Assert.Equal((0.125 + (2 * (3 - 1)) + 0 + 2) / 4, new RegressionObjective { Error = RegressionLoss.Huber, Delta = 2 }.Loss(output, targets).ToScalar(), 1e-12);
        Assert.Equal(output.ToArray<double>(), Objective.Regression.Values(output).ToArray<double>());
        Assert.Equal(["rmse", "mae", "r2", "mse"], Objective.Regression.Metrics.Select(metric => metric.Name));
        Assert.Contains("(N, outputs)", Assert.Throws<ShapeException>(() => Objective.Regression.Loss(Tensor.Zeros([4]), Tensor.Zeros([4]))).Message);
        Assert.Contains("Delta is 0", Assert.Throws<ArgumentOutOfRangeException>(() => new RegressionObjective { Delta = 0 }).Message);
    }

    [Fact]
    public void A6_classes_may_be_probabilities_as_mixed_rows_have()
    {
        Tensor certain = Tensor.From(new[,] { { 0.0, 0, 1 }, { 1.0, 0, 0 } });
        Assert.Equal(Objective.MultiClass.Loss(s_logits, Tensor.From([2L, 0])).ToScalar(), Objective.MultiClass.Loss(s_logits, certain).ToScalar(), 1e-12);
    }

    [Fact]
    public void A6_a_multi_label_network_learns_three_questions_about_iris()
    {
        Dataset iris = Datasets.Iris();
        float[] y = new float[450];
        for (int i = 0; i < 150; i++)
        {
            double species = iris.Y.GetElement(i);
            (y[3 * i], y[(3 * i) + 1], y[(3 * i) + 2]) = (species == 0 ? 1 : 0, species == 2 ? 1 : 0, iris.X.GetElement(4 * i) > 5.8 ? 1 : 0);
        }

        var data = new Dataset(iris.X, Tensor.From(y, [150, 3]), "iris", iris.FeatureNames, ["setosa", "virginica", "long"], "labels");
        (Dataset train, Dataset test) = data.Split(test: 0.3, seed: 1).Standardize();
        var rng = new Rng(1);
        Sequential model = Mlp.Create(4, [16], 3, rng: rng);
        var trainer = new Trainer(model, new Adam(model, lr: 0.02), new MultiLabelObjective { PositiveWeights = ClassBalance.PositiveWeights(train) }) { Rng = rng };
        trainer.Fit(train, epochs: 60, batchSize: 16, cancel: TestContext.Current.CancellationToken);
        Evaluation judged = trainer.Evaluate(test);
        Assert.True(judged.Metrics["accuracy"] > 0.8, $"{judged.Metrics["accuracy"]}");
        Assert.True(judged.Metrics["hamming_loss"] < 0.08);
        Assert.Equal(1, judged.Predictions.PerClass()[0].F1);
    }

    [Fact]
    public void A6_what_does_not_fit_a_head_is_told_which_head_does()
    {
        Assert.Contains("one logit a row", Assert.Throws<ShapeException>(() => Objective.Binary.Loss(Tensor.Zeros([4, 3]), Tensor.Zeros([4, 3]))).Message);
        Assert.Contains("use BinaryObjective", Assert.Throws<ShapeException>(() => Objective.MultiClass.Loss(Tensor.Zeros([4, 1]), Tensor.Zeros([4], DType.Int64))).Message);
        Assert.Contains("a logit for each label", Assert.Throws<ShapeException>(() => Objective.MultiLabel.Loss(Tensor.Zeros([4]), Tensor.Zeros([4]))).Message);
        Assert.Contains("2 numbers", Assert.Throws<ShapeException>(() => new MultiClassObjective { ClassWeights = [1, 2] }.Loss(s_logits, Tensor.From([0L, 1]))).Message);
        Assert.Contains("3, one for each label", Assert.Throws<ShapeException>(() => new MultiLabelObjective { PositiveWeights = [1, 2] }.Loss(s_logits, s_labels)).Message);
        Assert.Contains("Thresholds", Assert.Throws<ShapeException>(() => new MultiLabelObjective { Thresholds = [.1, .2] }.Loss(s_logits, s_labels)).Message);
        Assert.Contains("ClassWeights[1] is 0; expected a number above 0", Assert.Throws<ArgumentOutOfRangeException>(() => new MultiClassObjective { ClassWeights = [1, 0] }).Message);
        Assert.Contains("PositiveWeight[0] is NaN", Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryObjective { PositiveWeight = double.NaN }).Message);
        Assert.Contains("Thresholds[0] is 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => new MultiLabelObjective { Thresholds = [1.5] }).Message);
        Assert.Contains("Thresholds is empty", Assert.Throws<ArgumentOutOfRangeException>(() => new MultiLabelObjective { Thresholds = [] }).Message);
    }

    [Fact]
    public void A6_a_label_out_of_range_is_named_with_row_value_and_classes()
    {
        Tensor output = Tensor.Zeros([3, 1], DType.Float64);
        string binary = Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Binary.Loss(output, Tensor.From(new[,] { { 0.0 }, { 2.0 }, { 1.0 } }))).Message;
        Assert.Contains("the target in row 1 is 2; expected 0 or 1", binary);
        Assert.Contains("2 classes", binary);
        Assert.Contains("row 1, label 2, is -1", Assert.Throws<ArgumentOutOfRangeException>(() => Objective.MultiLabel.Loss(s_logits, Tensor.From(new[,] { { 0.0, 1, 1 }, { 0, 1, -1 } }))).Message);
        Assert.Contains("label 1 is 3; expected a class number from 0 to 2, as logits have 3 classes", Assert.Throws<ArgumentOutOfRangeException>(() => Objective.MultiClass.Loss(s_logits, Tensor.From([0L, 3]))).Message);
    }

    [Fact]
    public void A6_every_head_travels_as_JSON_and_usual_values_are_left_out()
    {
        Objective[] heads =
        [
            Objective.Binary, new BinaryObjective { Threshold = 0.3, PositiveWeight = 2.5 }, Objective.MultiClass, new MultiClassObjective { LabelSmoothing = 0.1, ClassWeights = [1, 2.5, 0.1] },
            Objective.MultiLabel, new MultiLabelObjective { Thresholds = [0.1, 0.9], PositiveWeights = [3, 0.3] },
            Objective.Regression, new RegressionObjective { Error = RegressionLoss.MeanAbsoluteError }, new RegressionObjective { Error = RegressionLoss.Huber, Delta = 0.5 },
        ];
        foreach (Objective head in heads)
            Assert.Equal(head, Objective.Build(System.Text.Json.Nodes.JsonNode.Parse(head.Describe().ToJsonString()), "file"));
        Assert.Equal("""{"objective":"binary","threshold":0.5}""", Objective.Binary.Describe().ToJsonString());
        Assert.Equal("""{"objective":"multiclass","label_smoothing":0}""", Objective.MultiClass.Describe().ToJsonString());
        Assert.Equal("""{"objective":"multilabel","thresholds":[0.5]}""", Objective.MultiLabel.Describe().ToJsonString());
        Assert.Equal("""{"objective":"regression"}""", Objective.Regression.Describe().ToJsonString());
        Assert.NotEqual(heads[3], new MultiClassObjective { LabelSmoothing = 0.1, ClassWeights = [1, 2.5, 0.2] });
    }

    [Fact]
    public void A6_an_epochs_training_loss_is_the_weighted_mean_over_its_rows()
    {
        Dataset wine = Datasets.Wine();
        var objective = new MultiClassObjective { ClassWeights = [1, 10, 100] };
        var model = new Linear(13, 3, rng: new Rng(3));
        double before = Evaluation.Of(model, objective, wine).Loss;

        // Steps too small to change a weight.
        var trainer = new Trainer(model, new Sgd(model, lr: 1e-30), objective) { Rng = new Rng(1) };
        History history = trainer.Fit(wine, epochs: 1, batchSize: 7, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(before, history.Epochs[0].TrainLoss, before * 1e-5);
    }

    [Fact]
    public void A6_a_step_with_weights_allocates_nothing_once_warm()
    {
        (Objective, Tensor)[] heads =
        [
            (new BinaryObjective { PositiveWeight = 2 }, Tensor.Ones([8, 1])),
            (new MultiClassObjective { ClassWeights = [1, 2, 3], LabelSmoothing = 0.1 }, Tensor.Zeros([8], DType.Int64)),
            (new MultiLabelObjective { PositiveWeights = [1, 2, 3] }, Tensor.Ones([8, 3])),
            (new RegressionObjective { Error = RegressionLoss.Huber }, Tensor.Ones([8, 3])),
        ];
        Tensor x = new Rng(1).Normal([8, 4]);
        foreach ((Objective objective, Tensor y) in heads)
        {
            var model = new Linear(4, y.Rank == 2 ? y.Shape[1] : 3, rng: new Rng(1));
            var trainer = new Trainer(model, new Adam(model), objective);
            void Once()
            {
                using Step step = Step.Begin();
                trainer.TrainStep(x, y);
            }

            Once();
            Assert.Equal(0, Allocation.OnThisThread(Once));
        }
    }

    [Fact]
    public void A6_the_loss_over_batches_does_not_depend_on_their_size_with_class_weights_either()
    {
        Dataset wine = Datasets.Wine();
        var model = new Linear(13, 3, rng: new Rng(3));
        var objective = new MultiClassObjective { ClassWeights = [1, 10, 100] };
        double whole = Evaluation.Of(model, objective, wine, batchSize: 1000).Loss;
        Assert.Equal(whole, Evaluation.Of(model, objective, wine, batchSize: 17).Loss, whole * 1e-5);
    }
}
