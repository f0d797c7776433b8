using System.Text;

namespace Fathom.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void A_set_made_inside_a_step_outlives_it()
    {
        Dataset data;
        using (Step.Begin())
            data = new Dataset(Tensor.Ones([2, 3]), Tensor.Zeros([2], DType.Int64));
        using (Step.Begin())
            Tensor.Zeros([2, 3]);
        Assert.All(data.X.ToArray<float>(), v => Assert.Equal(1, v));
        Assert.Equal(["x0", "x1", "x2"], data.FeatureNames);
    }

    [Fact]
    public void Values_that_are_not_finite_are_named_with_first_place_and_count()
    {
        Tensor x = Tensor.Zeros([4, 2]);
        x.AsSpan<float>()[5] = float.NaN;
        x.AsSpan<float>()[6] = float.NegativeInfinity;
        var error = Assert.Throws<DatasetException>(() => new Dataset(x, Tensor.Zeros([4, 1]), "houses", ["rooms", "price"]));
        Assert.Contains("'houses': X has 2 values that are not a finite number; the first is NaN in row 2, column 1 ('price')", error.Message);
        Assert.Equal("price", error.Column);
        Tensor y = Tensor.From([0.0, 1, double.PositiveInfinity]).Reshape(3, 1);
        Assert.Contains("Y has one value that is not a finite number; the first is +∞ in row 2, column 0,", Assert.Throws<DatasetException>(() => new Dataset(Tensor.Zeros([3, 1]), y)).Message);
    }

    [Fact]
    public void What_cannot_be_learned_from_is_refused_with_a_sentence()
    {
        Tensor x = Tensor.Zeros([3, 2]), labels = Tensor.From([0L, 1, 2]), ones = Tensor.Ones([3, 1]);
        Assert.Contains("Y is (2,) with 2 rows; expected 3 rows", Assert.Throws<ShapeException>(() => new Dataset(x, labels[..2])).Message);
        Assert.Contains("has no rows", Assert.Throws<DatasetException>(() => new Dataset(Tensor.Zeros([0, 2]), Tensor.Zeros([0], DType.Int64))).Message);
        Assert.Contains("has no features", Assert.Throws<DatasetException>(() => new Dataset(Tensor.Zeros([3, 0]), labels)).Message);
        Assert.Contains("Write Reshape(-1, 1)", Assert.Throws<ShapeException>(() => new Dataset(x, Tensor.Zeros([3]))).Message);
        Assert.Contains("X is Bool", Assert.Throws<ShapeException>(() => new Dataset(Tensor.Zeros([3, 2], DType.Bool), labels)).Message);
        Assert.Contains("Y is Bool", Assert.Throws<ShapeException>(() => new Dataset(x, Tensor.Zeros([3], DType.Bool))).Message);
        Assert.Contains("X is Float32 ()", Assert.Throws<ShapeException>(() => new Dataset(Tensor.Scalar(1), labels)).Message);
        Assert.Contains("featureNames is 1 names; expected 2", Assert.Throws<ShapeException>(() => new Dataset(x, labels, featureNames: ["a"])).Message);
        Assert.Contains("the label in row 2 is 2; the 2 classes (no, yes) have the labels 0 to 1", Assert.Throws<DatasetException>(() => new Dataset(x, labels, classNames: ["no", "yes"])).Message);
        Assert.Contains("expected 2 for a binary Y (3, 1)", Assert.Throws<ShapeException>(() => new Dataset(x, ones, classNames: ["a", "b", "c"])).Message);
        Assert.Contains("Y is 0.5 in row 0, column 0", Assert.Throws<DatasetException>(() => new Dataset(x, Tensor.Full([3, 1], 0.5), classNames: ["no", "yes"])).Message);
        Assert.Contains("Y is 2 in row 0, column 0", Assert.Throws<DatasetException>(() => new Dataset(x, Tensor.Full([3, 2], 2), classNames: ["sun", "rain"])).Message);
    }

    [Fact]
    public void Ranges_and_take_share_memory_and_subset_copies()
    {
        Dataset data = StepsTests.Numbered(10);
        Dataset range = data[2..5], taken = data.Take(3), subset = data.Subset(9, 0, 9);
        data.X.AsSpan<float>()[6] = 77;
        Assert.Equal(77, range.X.GetElement(0));
        Assert.Equal(77, taken.X.GetElement(6));
        Assert.Equal([9L, 0, 9], subset.Y.ToArray<long>());
        Assert.Equal(9.25, subset.X.GetElement(1));
        Assert.Equal(10, data.Take(99).Count);
        Assert.Equal(4, data[^4..].Count);
    }

    [Fact]
    public void Parts_that_do_not_exist_are_refused_with_a_sentence()
    {
        Dataset data = StepsTests.Numbered(10);
        Assert.Contains("row 10 does not exist; it has 10 rows", Assert.Throws<DatasetException>(() => data.Subset(3, 10)).Message);
        Assert.Contains("row -1 does not exist", Assert.Throws<DatasetException>(() => data.Subset(-1)).Message);
        Assert.Contains("no rows was asked for", Assert.Throws<DatasetException>(() => data.Subset()).Message);
        Assert.Contains("is empty", Assert.Throws<DatasetException>(() => data[3..3]).Message);
        Assert.Throws<ShapeException>(() => data[3..11]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(0));
    }

    [Fact]
    public void A_view_released_by_a_step_does_not_displace_the_next_tensor()
    {
        Tensor x = Tensor.Range(0, 8);
        using (Step.Begin())
            Assert.Equal(6, x[6..].GetElement(0));
        using (Step.Begin())
            Assert.Equal(0, Tensor.Zeros([2]).Cell.ByteOffset);
    }

    [Fact]
    public void Csv_reads_back_with_names_and_shortest_numbers()
    {
        var binary = new Dataset(
            Tensor.From(new float[,] { { 0.1f, 1e-20f }, { -3, 16777216 } }), Tensor.From([1f, 0f]).Reshape(2, 1), "b", ["size, cm", "n"], ["no", "said \"yes\""], "answer");
        Assert.Equal("\"size, cm\",n,answer\n0.1,1E-20,\"said \"\"yes\"\"\"\n-3,16777216,no\n", Csv(binary));
        var regression = new Dataset(Tensor.Ones([1, 2, 1]), Tensor.From([0.25, 3.0]).Reshape(1, 2));
        Assert.Equal("x0,x1,target_0,target_1\n1,1,0.25,3\n", Csv(regression));
        var unnamed = new Dataset(Tensor.Ones([1, 1]), Tensor.From([3L]));
        Assert.Equal("x0,target\n1,3\n", Csv(unnamed));
        var tokens = new Dataset(Tensor.Zeros([2, 3], DType.Int64), Tensor.Zeros([2, 3], DType.Int64));
        Assert.Contains("several labels a row", Assert.Throws<DatasetException>(() => tokens.WriteCsv(new MemoryStream())).Message);
    }

    [Fact]
    public void A_set_prints_its_shapes_and_classes() =>
        Assert.Equal("iris: X (150, 4), Y (150,), classes setosa, versicolor, virginica", Datasets.Iris().ToString());

    private static string Csv(Dataset data)
    {
        var stream = new MemoryStream();
        data.WriteCsv(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
