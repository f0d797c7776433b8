namespace Fathom.Tests.Optimizers;

/// <summary>Arguments that the reference cases leave out, against values worked out outside the library, in Python's doubles, from the algorithms as PyTorch's documentation states them.</summary>
public sealed class OptimizerArgumentTests
{
    /// <summary>The weights 0.5, −1, 2 after twelve steps with gradients sin(1.3·t + i)·(1 + i).</summary>
    public static TheoryData<Func<IParameters, Optimizer>, double[]> Cases => new()
    {
        { p => new AdaGrad(p, lr: 0.2, lrDecay: 0.05, weightDecay: 0.1, initialAccumulatorValue: 0.3, eps: 1e-3), [0.29177983015809517, -0.9803401307428342, 2.1996935987875554] },
        { p => new AdaGrad(p, lr: 0.2) { Maximize = true }, [0.7202339287873746, -0.9680690281841385, 1.6044523984188086] },
        { p => new RMSprop(p, lr: 0.03, alpha: 0.8, eps: 1e-4, weightDecay: 0.1), [0.3964763813981175, -0.9829241330128786, 2.1134764029133715] },
        { p => new RMSprop(p, lr: 0.03, alpha: 0.8, momentum: 0.7), [0.2898459709999113, -1.0449610424320364, 2.381950139476217] },
        { p => new RMSprop(p, lr: 0.03, alpha: 0.8, eps: 1e-2, centered: true) { Maximize = true }, [0.5980109843619796, -0.9870946600902317, 1.8367776456405527] },
        { p => new RMSprop(p, lr: 0.03, alpha: 0.8, eps: 1e-2, weightDecay: 0.1, momentum: 0.7, centered: true), [0.20234954518540946, -0.9848553833689163, 2.340339590327436] },
        { p => new Adadelta(p, lr: 2, rho: 0.8, eps: 1e-3, weightDecay: 0.1), [0.19581156459646804, -0.8720516487328505, 2.288539639650463] },
        { p => new Adamax(p, lr: 0.05, beta1: 0.7, beta2: 0.8, eps: 1e-2, weightDecay: 0.1) { Maximize = true }, [0.5713406598343, -0.9360680911300643, 1.8579789967789262] },
        { p => new NAdam(p, lr: 0.05, beta1: 0.7, beta2: 0.8, eps: 1e-2, weightDecay: 0.1, momentumDecay: 0.5), [0.38422945912278494, -0.977042445396023, 2.091527497323698] },
        { p => new NAdam(p, lr: 0.05, paperLookAhead: true), [0.4153384073163062, -1.0114320919899502, 2.129740846644116] },
        { p => new RAdam(p, lr: 0.05, beta1: 0.7, beta2: 0.9, eps: 1e-2, weightDecay: 0.1), [0.40022908522406986, -0.9936142486065628, 2.10007389378493] },
        { p => new RAdam(p, lr: 0.05, beta2: 0.5), [0.38397677167472966, -1.051899397808576, 2.2639455920483864] },
        { p => new Lion(p, lr: 0.05, beta1: 0.6, beta2: 0.8, weightDecay: 0.3) { Maximize = true }, [0.6043648769154807, -0.9255277700583117, 1.4865324735730372] },
        { p => new Adam(p, lr: 0.05, beta1: 0.7, beta2: 0.8, eps: 1e-2, weightDecay: 0.1, amsgrad: true) { Maximize = true }, [0.5730199995357227, -0.9324852987515309, 1.8262841458078243] },
        { p => new AdamW(p, lr: 0.05, beta1: 0.7, beta2: 0.8, eps: 1e-2, weightDecay: 0.3, amsgrad: true), [0.32133284644027976, -0.8632593278171726, 1.7836693059464992] },
        { p => new Sgd(p, lr: 0.05, momentum: 0.8, dampening: 0.3, weightDecay: 0.1) { Maximize = true }, [0.6135100117209262, -0.7403596090949025, 1.3349600377202873] },
        { p => new Sgd(p, lr: 0.05, momentum: 0.8, weightDecay: 0.1, nesterov: true), [0.19783386566729255, -0.8072257203547044, 2.145769278022179] },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Every_argument_acts_as_documented(Func<IParameters, Optimizer> create, double[] expected)
    {
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            Tensor w = Tensor.Parameter([3], type);
            w.CopyFrom(Tensor.From(0.5, -1.0, 2.0).To(type));
            Optimizer optimizer = create(new ParameterGroup(new NamedTensor("w", w)));
            for (int step = 1; step <= 12; step++)
            {
                optimizer.ZeroGradients();
                w.Backward(Tensor.From(Math.Sin(1.3 * step), 2 * Math.Sin((1.3 * step) + 1), 3 * Math.Sin((1.3 * step) + 2)).To(type));
                optimizer.Step();
            }

            for (int i = 0; i < 3; i++)
                Assert.Equal(expected[i], w.GetElement(i), type == DType.Float64 ? 1e-12 : 2e-6);
        }
    }

    /// <summary>A matrix that starts as sin(1 + i) after six steps with gradients cos(1.7·t + .9·i), i counting its elements; a kernel is a matrix of its outputs.</summary>
    public static TheoryData<int[], Func<IParameters, Optimizer>, double[]> Matrices => new()
    {
        { [2, 3], p => new Muon(p, lr: 0.1, momentum: 0.9, weightDecay: 0.1), [0.839012533534668, 0.881041984082657, 0.117103808061658, -0.70549480603749, -0.934181991732315, -0.30908842674259] },
        { [2, 3, 1, 1], p => new Muon(p, lr: 0.1, momentum: 0.9, weightDecay: 0.1), [0.839012533534668, 0.881041984082657, 0.117103808061658, -0.70549480603749, -0.934181991732315, -0.30908842674259] },
        { [3, 2], p => new Muon(p, lr: 0.1, momentum: 0.8, nesterov: false, newtonSchulzSteps: 4, weightDecay: 0, matchAdam: false), [0.993748686413452, 1.12252483968425, 0.345253467160312, -0.890505122549355, -1.20396107527783, -0.431887877107056] },
    };

    [Theory]
    [MemberData(nameof(Matrices), DisableDiscoveryEnumeration = true)]
    public void Muon_steps_matrices_as_documented(int[] shape, Func<IParameters, Optimizer> create, double[] expected)
    {
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            Tensor w = Tensor.Parameter(new Shape(shape), type);
            w.CopyFrom(Tensor.From([.. Enumerable.Range(0, 6).Select(i => Math.Sin(1 + i))], w.Shape).To(type));
            Optimizer optimizer = create(new ParameterGroup(new NamedTensor("w", w)));
            for (int step = 1; step <= 6; step++)
            {
                optimizer.ZeroGradients();
                w.Backward(Tensor.From([.. Enumerable.Range(0, 6).Select(i => Math.Cos((1.7 * step) + (0.9 * i)))], w.Shape).To(type));
                optimizer.Step();
            }

            for (int i = 0; i < 6; i++)
                Assert.Equal(expected[i], w.GetElement(i), type == DType.Float64 ? 1e-12 : 5e-6);
        }
    }
}
