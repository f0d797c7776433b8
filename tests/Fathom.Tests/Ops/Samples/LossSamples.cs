using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

public sealed class LossSamples : ISamples
{
    private static readonly Input s_classWeights = Between(0.2, 2, 3).Fixed();

    public IEnumerable<Sample> All
    {
        get
        {
            foreach (Reduction reduction in Enum.GetValues<Reduction>())
            {
                string variant = reduction.ToString();
                yield return new(typeof(O.MeanSquaredError), x => new O.MeanSquaredError(reduction).Run(x[0], x[1]), Between(-2, 2, 4, 3), Between(-2, 2, 4, 3)) { Variant = variant, Refused = x => new O.MeanSquaredError(reduction).Run(x[0], x[1][0]) };
                yield return new(typeof(O.BinaryCrossEntropyOfProbabilities), x => new O.BinaryCrossEntropyOfProbabilities(reduction).Run(x[0], x[1]), Between(0.1, 0.9, 4, 3), Between(0, 1, 4, 3).Fixed()) { Variant = variant, RefusesNaN = true, Refused = x => new O.BinaryCrossEntropyOfProbabilities(reduction).Run(x[0], x[1][0]) };
                yield return new(typeof(O.BinaryCrossEntropy), x => new O.BinaryCrossEntropy(reduction).Run(x[0], x[1]), Between(-3, 3, 4, 3), Between(0, 1, 4, 3).Fixed()) { Variant = variant };
                yield return new(typeof(O.BinaryCrossEntropy), x => new O.BinaryCrossEntropy(reduction).Run(x[0], x[1], x[2]), Between(-3, 3, 4, 3), Between(0, 1, 4, 3).Fixed(), s_classWeights) { Variant = variant + ", weighted", Refused = x => new O.BinaryCrossEntropy(reduction).Run(x[0], x[1], x[0]) };
                yield return new(typeof(O.CrossEntropy), x => new O.CrossEntropy(0, -100, reduction).Run(x[0], x[1]), Between(-3, 3, 5, 3), Numbers(3, 5)) { Variant = variant, Refused = x => new O.CrossEntropy(0, -100, reduction).Run(x[0], x[0]) };
                yield return new(typeof(O.CrossEntropy), x => new O.CrossEntropy(0.1, 1, reduction).Run(x[0], x[1], x[2]), Between(-3, 3, 2, 3, 4), Numbers(3, 2, 4), s_classWeights) { Variant = variant + ", weighted, smoothed, some ignored", HidesNaN = "the row is ignored", Refused = x => new O.CrossEntropy(0.1, 1, reduction).Run(x[0], x[1], x[0]) };
            }
        }
    }
}
