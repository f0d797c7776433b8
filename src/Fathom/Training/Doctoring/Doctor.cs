namespace Fathom;

/// <summary>
/// Examines data, network, objective and optimizer before training, and training while it goes on: what is wrong, the numbers that show it, why it hurts, what
/// to change, what to expect.
/// </summary>
/// <example><code>
/// Examination findings = Doctor.Examine(model, train, Objective.MultiClass, optimizer, validation);
/// foreach (Finding finding in findings)
///     Console.WriteLine(finding);
/// </code></example>
public static partial class Doctor
{
    private const int UsualBatch = 32;

    /// <summary>Examines data alone.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="objective">What is to be learned from them.</param>
    /// <param name="validation">The rows that training stops by; null for none.</param>
    /// <param name="test">The rows it is judged by at the end; null for none.</param>
    /// <returns>The findings, the weightiest first, causes before what follows from them.</returns>
    /// <remarks>
    /// All rows are looked at where that is a moment's work, else as many as that allows, spread evenly and the same each time; the evidence says so. Of rows that have to
    /// be made (<see cref="RowSource"/>) 2,000 are looked at.
    /// </remarks>
    public static Examination Examine(Dataset train, Objective objective, Dataset? validation = null, Dataset? test = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(objective);
        return new Examination(OfData(new DataCase(train, objective, validation, test)));
    }

    /// <summary>Examines a network with its data, objective and optimizer before training.</summary>
    /// <param name="model">The network.</param>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="optimizer">What will change its parameters; null where that is not known yet.</param>
    /// <param name="validation">The rows that training stops by; null for none.</param>
    /// <param name="test">The rows it is judged by at the end; null for none.</param>
    /// <param name="batchSize">Rows a step; 32 by default.</param>
    /// <returns>The findings, the weightiest first, causes before what follows from them.</returns>
    /// <remarks>
    /// One training step is taken on up to 128 rows, without the optimizer's part, and looked at operation by operation. Parameters, buffers, modes, random streams and the
    /// optimizer are as before afterwards, bit for bit; gradients are cleared. A network that throws is a finding with its message, not an exception.
    /// <code>
    /// differs   PyTorch, Keras and Lightning have no such examination; Lightning's fast_dev_run takes a step and tells only what throws
    /// </code></remarks>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    /// <exception cref="InvalidOperationException">This thread is being profiled.</exception>
    public static Examination Examine(Layer model, Dataset train, Objective objective, Optimizer? optimizer = null, Dataset? validation = null, Dataset? test = null, int batchSize = UsualBatch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(objective);
        Require.Positive(batchSize, nameof(batchSize));
        var data = new DataCase(train, objective, validation, test) { Coded = CodedColumns(model), IsNormalizedByModel = BeginsWithNorm(model) };
        var network = new ModelCase(model, objective, optimizer, data, batchSize);
        return new Examination(OfData(data).Concat(DoctorRules.OfModels.SelectMany(rule => rule.Examine(network))));
    }

    /// <summary>A finding of a known fault that was noticed elsewhere, as by reading a table: its reason, its page and its weight are the doctor's.</summary>
    /// <param name="id">The fault's identifier, as <c>leaking-column</c>.</param>
    /// <param name="what">What is wrong, naming the place.</param>
    /// <param name="evidence">The numbers it was seen by.</param>
    /// <param name="change">What to change.</param>
    /// <param name="place">Where it is: a column, a layer's path.</param>
    /// <param name="weight">How much it matters here; the fault's own weight when not given.</param>
    /// <exception cref="ArgumentException">There is no fault of that identifier.</exception>
    public static Finding NewFinding(string id, string what, string evidence, string change, string place = "", FindingWeight? weight = null) =>
        (DoctorRules.All.FirstOrDefault(rule => rule.Id == id) ?? throw new ArgumentException($"The doctor knows no fault \"{id}\".", nameof(id))).Found(what, evidence, change, place, weight);

    private static IEnumerable<Finding> OfData(DataCase data) =>
        DoctorRules.OfData.Where(rule => data.Failure is null || rule is UnreadableData).SelectMany(rule => rule.Examine(data));

    private static bool BeginsWithNorm(Layer model) => model.Descendants().Select(item => item.Module).FirstOrDefault(module => !module.GetParts().Any(part => part.Module is not null)) is BatchNorm or LayerNorm;

    /// <summary>The columns of a table that the network reads as codes of categories.</summary>
    private static HashSet<int> CodedColumns(Layer model)
    {
        ColumnEmbedding? embedding = model.Descendants().Select(item => item.Module).OfType<ColumnEmbedding>().FirstOrDefault();
        return [.. Enumerable.Range(0, embedding?.Codes.Count ?? 0).Where(column => embedding!.Codes[column] != 0)];
    }
}
