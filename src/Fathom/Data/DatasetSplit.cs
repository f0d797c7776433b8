namespace Fathom;

/// <summary>A data set in parts: one to train on, one to choose settings and stop by, one to report on.</summary>
/// <remarks>
/// Comes apart as <c>var (train, validation, test) = split;</c>, or in two where one part was held out. Scaling is fitted on the training
/// part alone, so that nothing of the held-out rows reaches the network.
/// </remarks>
public sealed class DatasetSplit
{
    private readonly Dataset? _validation;
    private readonly Dataset? _test;

    /// <summary>Joins parts that are apart already, as a training and a test file are.</summary>
    /// <param name="train">The part to train on.</param>
    /// <param name="validation">The part to choose settings and stop by, or null.</param>
    /// <param name="test">The part to report on, or null.</param>
    public DatasetSplit(Dataset train, Dataset? validation, Dataset? test)
    {
        Train = train;
        _validation = validation;
        _test = test;
    }

    /// <summary>The part to train on.</summary>
    public Dataset Train { get; }

    /// <summary>The part to choose settings and stop by.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public Dataset Validation => _validation ?? throw new DatasetException("This split has no validation part. Ask for one: Split(validation: 0.1, …).");

    /// <summary>The part to report on.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public Dataset Test => _test ?? throw new DatasetException("This split has no test part. Ask for one: Split(test: 0.2, …).");

    /// <summary>Whether there is a validation part.</summary>
    public bool HasValidation => _validation is not null;

    /// <summary>Whether there is a test part.</summary>
    public bool HasTest => _test is not null;

    /// <summary>What scaled the features, fitted on the training part; null before <see cref="Standardize"/> or <see cref="MinMax"/>.</summary>
    public FeatureScaler? Scaler { get; private init; }

    /// <summary>The three parts.</summary>
    /// <exception cref="DatasetException">Only one part was held out.</exception>
    public void Deconstruct(out Dataset train, out Dataset validation, out Dataset test) => (train, validation, test) = (Train, Validation, Test);

    /// <summary>The training part and the one held out.</summary>
    /// <exception cref="DatasetException">Two parts were held out: the second would be lost.</exception>
    public void Deconstruct(out Dataset train, out Dataset held)
    {
        if (HasValidation && HasTest)
            throw new DatasetException("This split has three parts: write var (train, validation, test), or hold out one part only.");
        (train, held) = (Train, _validation ?? Test);
    }

    /// <summary>Every feature to mean 0 and standard deviation 1, fitted on the training part: see <see cref="Standardizer"/>. A new split.</summary>
    public DatasetSplit Standardize() => Scale(Standardizer.Fit);

    /// <summary>Every feature to [0, 1], fitted on the training part: see <see cref="MinMaxScaler"/>. A new split.</summary>
    public DatasetSplit MinMax() => Scale(MinMaxScaler.Fit);

    /// <summary>The rows of each part.</summary>
    public override string ToString() =>
        $"{Train.Name}: {Train.Count} to train{(HasValidation ? $", {Validation.Count} to validate" : "")}{(HasTest ? $", {Test.Count} to test" : "")}{(Scaler is null ? "" : $", scaled by {Scaler.GetType().Name}")}";

    private DatasetSplit Scale(Func<Dataset, FeatureScaler> fit)
    {
        if (Scaler is not null)
            throw new DatasetException($"This split is scaled already, by {Scaler.GetType().Name}; scaling twice would lose the first scale. Start from the split before it.");
        FeatureScaler scaler = fit(Train);
        return new DatasetSplit(scaler.Transform(Train), _validation is null ? null : scaler.Transform(_validation), _test is null ? null : scaler.Transform(_test)) { Scaler = scaler };
    }
}
