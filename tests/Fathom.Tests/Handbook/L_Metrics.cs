using Fathom.Tests.Metrics;

namespace Fathom.Tests.Handbook;

/// <summary>L3: metrics; per class, per label, per output, weighted. Numbers of scikit-learn 1.2.1 for the rows of <see cref="MetricsAgainstScikitLearnTests"/>.</summary>
public sealed class L_Metrics
{
    [Fact]
    public void L3_each_output_of_a_regression_has_its_own_figures_and_the_average_is_their_mean()
    {
        Predictions values = MetricsAgainstScikitLearnTests.Collect("regression");
        double[] mse = [0.8702174999999999, 0.4890825], mae = [0.7117500000000001, 0.5517499999999999], r2 = [0.7194604614580312, 0.883763362340504];
        for (int j = 0; j < 2; j++)
        {
            Predictions one = values.Column(j);
            Assert.Equal((TaskKind.Regression, 1, 40), (one.Task, one.Width, one.Count));
            Assert.Equal(mse[j], new MeanSquaredError().Compute(one), 1e-12);
            Assert.Equal(mae[j], new MeanAbsoluteError().Compute(one), 1e-12);
            Assert.Equal(r2[j], new R2().Compute(one), 1e-12);
        }

        Assert.Equal(mse.Average(), new MeanSquaredError().Compute(values), 1e-12);
        Assert.Equal(r2.Average(), new R2().Compute(values), 1e-12);
    }

    [Fact]
    public void L3_each_label_has_precision_recall_F1_and_area()
    {
        Predictions labels = MetricsAgainstScikitLearnTests.Collect("label");
        double[] precision = [0.76, 0.9047619047619048, 0.6363636363636364], recall = [0.8636363636363636, 0.8260869565217391, 0.7777777777777778], f1 = [0.8085106382978724, 0.8636363636363636, 0.7000000000000001];
        double[] rows = [22.0, 23.0, 18.0], area = [0.8926767676767676, 0.9450127877237852, 0.8484848484848485];
        for (int j = 0; j < 3; j++)
        {
            ClassScores scores = labels.PerClass()[j];
            Assert.Equal(precision[j], scores.Precision, 1e-12);
            Assert.Equal(recall[j], scores.Recall, 1e-12);
            Assert.Equal(f1[j], scores.F1, 1e-12);
            Assert.Equal(rows[j], scores.Support);
            Assert.Equal(area[j], new RocAuc().Compute(labels.Column(j)), 1e-12);
            Assert.Equal(scores.F1, new F1().Compute(labels.Column(j)), 1e-12);
        }
    }

    [Fact]
    public void L3_each_class_against_the_rest()
    {
        Predictions classes = MetricsAgainstScikitLearnTests.Collect("multi");
        double[] area = [0.8521303258145364, 0.8633333333333334, 0.7965367965367965, 0.618421052631579];
        for (int c = 0; c < 4; c++)
        {
            Assert.Equal(area[c], new RocAuc().Compute(classes.Column(c)), 1e-12);
            Assert.Equal(classes.Confusion().PerClass(c), classes.PerClass()[c]);
            Assert.Equal(classes.PerClass()[c].Precision, new Precision().Compute(classes.Column(c)), 1e-12);
        }
    }

    [Fact]
    public void L3_perplexity_counts_equally_likely_classes()
    {
        Assert.Equal(4, Perplexity.Of([.25, .25, .25, .25, .25, .25, .25, .25], [0, 3], 4), 1e-12);
        Assert.Equal(1, Perplexity.Of([1, 0, 0, 1], [0, 1], 2), 1e-12);

        // Probabilities ½ and ⅛ for what was right: the geometric mean of 2 and 8.
        Assert.Equal(4, Perplexity.Of([.5, .5, .125, .875], [0, 0], 2), 1e-12);
    }

    [Fact]
    public void L3_subset_accuracy_asks_for_the_whole_row_and_hamming_loss_for_each_label()
    {
        var predictions = new Predictions(TaskKind.MultiLabel);
        predictions.Add(Tensor.From(new[,] { { .9, .1, .8 }, { .9, .2, .1 } }), Tensor.From(new[,] { { 1.0, 0, 1 }, { 1.0, 1, 1 } }));
        Assert.Equal(.5, new Accuracy().Compute(predictions));
        Assert.Equal(2.0 / 6, new HammingLoss().Compute(predictions), 1e-15);
        Assert.Equal(2.0 * 3 / ((2 * 3) + 0 + 2), new F1(ClassAverage.Micro).Compute(predictions), 1e-15);
    }

    [Fact]
    public void L3_a_column_that_does_not_exist_is_refused()
    {
        var values = new Predictions(TaskKind.Regression);
        values.Add(Tensor.Zeros([2, 3]), Tensor.Zeros([2, 3]));
        Assert.Contains("column 3 was asked for; they have 3 columns", Assert.Throws<ArgumentOutOfRangeException>(() => values.Column(3)).Message);
        Assert.Contains("Column(i)", Assert.Throws<ArgumentException>(() => values.PerClass()).Message);
    }
}
