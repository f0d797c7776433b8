using Fathom.Tests.Architecture;

namespace Fathom.Tests.Models;

/// <summary>Ready networks for pictures: sizes, files, errors, and weights that PyTorch trained.</summary>
public sealed class ImageModelTests
{
    /// <summary>Counted by PyTorch for the same layers; LeNet's is the published one of LeNet-5 with full connections.</summary>
    [Fact]
    public void Ready_networks_have_these_many_parameters()
    {
        Assert.Equal(61_706, LeNet.Create().ParameterCount);
        Assert.Equal(1_199_882, MnistCnn.Create().ParameterCount);
        Assert.Equal((160 + 4640) + ((512 * 64) + 64 + 650), SmallCnn.Create().ParameterCount);
        Assert.Equal([272_474L, 466_906, 661_338, 855_770], new[] { 20, 32, 44, 56 }.Select(depth => new ResNet(depth).ParameterCount));
    }

    [Fact]
    public void Other_sizes_channels_and_classes_fit()
    {
        Tensor x = new Rng(1).Normal([2, 3, 17, 20]);
        Assert.Equal([2, 5], LeNet.Create(3, (17, 20), 5).Forward(x).Shape.ToArray());
        Assert.Equal([2, 5], MnistCnn.Create(3, (17, 20), 5).Forward(x).Shape.ToArray());
        Assert.Equal([2, 5], SmallCnn.Create(3, (17, 20), 5).Forward(x).Shape.ToArray());
        Assert.Equal([2, 5], new ResNet(8, 5).Forward(x).Shape.ToArray());
    }

    [Fact]
    public void Pictures_too_small_and_depths_that_make_no_stages_are_refused_in_words()
    {
        Assert.Contains("kernel of 2 is larger than its input of 1", Assert.Throws<ShapeException>(() => MnistCnn.Create(size: (5, 28))).Message);
        Assert.Contains("size", Assert.Throws<ArgumentOutOfRangeException>(() => LeNet.Create(size: (0, 28))).Message);
        Assert.Contains("depth is 21", Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet(21)).Message);
        Assert.Contains("6·n + 2", Assert.Throws<ArgumentOutOfRangeException>(() => new ResNet(2)).Message);
    }

    [Fact]
    public void Model_files_hold_networks_for_pictures()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fathom-{Guid.NewGuid():N}.safetensors");
        try
        {
            foreach (Layer model in new Layer[] { SmallCnn.Create(), new ResNet(8, classes: 4, channels: 1, width: 4) })
            {
                Tensor x = new Rng(2).Normal([3, 1, 8, 8]);
                model.Forward(x); // running statistics that differ from the start
                new ModelFile(model, Objective.MultiClass).Save(path);
                Layer loaded = ModelFile.Load(path).Model;
                Assert.Equal(model.Predict(x).ToArray<float>(), loaded.Predict(x).ToArray<float>());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The expected numbers come from an independent forward pass in double precision.</summary>
    [Fact]
    public void Weights_that_PyTorch_trained_load_by_name_and_tell_990_of_1000_digits()
    {
        var model = new TrainedMnist();
        ModelFile.LoadWeights(model, Repository.Full("tests/Fathom.Tests/Models/data/mnist-cnn.safetensors"));
        Assert.NotEqual(0, model.State.Single(item => item.Name == "norm1.num_batches_tracked").Tensor.ToArray<long>()[0]);
        byte[] images = IdxFile.Read(Repository.Full("tests/Fathom.Tests/Data/mnist/t10k-images-idx3-ubyte.gz")).ToArray<byte>();
        byte[] labels = IdxFile.Read(Repository.Full("tests/Fathom.Tests/Data/mnist/t10k-labels-idx1-ubyte.gz")).ToArray<byte>();
        Tensor x = Tensor.From<float>([.. images.Select(pixel => (float)(((pixel / 255.0) - 0.1307) / 0.3081))], [1000, 1, 28, 28]);
        Tensor y = model.Predict(x);
        double[] seven = [-9.60844, -10.24486, -10.01339, -10.2285, -10.01765, -10.89186, -10.50622, -0.00037, -10.34673, -9.6573];
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(seven[i], y[0].GetElement(i), 2e-4));
        long[] told = y.ArgMax(1).ToArray<long>();
        Assert.Equal(990, Enumerable.Range(0, 1000).Count(i => told[i] == labels[i]));
    }

    /// <summary>The network of the file, as its author wrote it for PyTorch.</summary>
    private sealed class TrainedMnist : Layer
    {
        private readonly Conv2d _conv1 = new(1, 8, 3), _conv2 = new(8, 16, 3), _conv3 = new(16, 24, 3);
        private readonly BatchNorm2d _norm1 = new(24);
        private readonly Linear _fc1 = new(11_616, 32), _fc2 = new(32, 10);
        private readonly BatchNorm1d _norm2 = new(10);

        protected override IEnumerable<Part> Parts => [("conv1", _conv1), ("conv2", _conv2), ("conv3", _conv3), ("norm1", _norm1), ("fc1", _fc1), ("fc2", _fc2), ("norm2", _norm2)];

        public override Tensor Forward(Tensor x)
        {
            x = _norm1.Forward(_conv3.Forward(_conv2.Forward(_conv1.Forward(x).ReLU()).ReLU()).ReLU());
            return _norm2.Forward(_fc2.Forward(_fc1.Forward(x.Reshape(x.Shape[0], -1)).ReLU())).LogSoftmax();
        }
    }
}
