using O = Fathom.Ops;
using static Fathom.Tests.Ops.Input;

namespace Fathom.Tests.Ops.Samples;

/// <summary>Recurrent layers, with the gradients of all results at once: outputs and last states stand in one vector.</summary>
public sealed class RecurrentSamples : ISamples
{
    public IEnumerable<Sample> All =>
    [
        new(typeof(O.RNN), x => Both(x[0].RNN(x[1], x[2], x[3], x[4], x[5])), Inputs(1, 3, bias: true, states: 1)) { Refused = x => x[0].RNN(x[1], x[1]).Y },
        new(typeof(O.RNN), x => Both(x[0].RNN(x[1], x[2], lengths: Lengths(), reverse: true)), Inputs(1, 5)) { Variant = "backwards with lengths", Refused = x => x[0].RNN(x[1], x[2], x[2]).Y },
        new(typeof(O.RNN), x => Both(x[0].RNN(x[1], x[2], relu: true)), Inputs(1, 4)) { Variant = "with ReLU", Refused = x => x[0].RNN(x[1], x[2], h0: x[2]).Y },
        new(typeof(O.GRU), x => Both(x[0].GRU(x[1], x[2], x[3], x[4], x[5])), Inputs(3, 3, bias: true, states: 1)) { Refused = x => x[0].GRU(x[1], x[1]).Y },
        new(typeof(O.GRU), x => Both(x[0].GRU(x[1], x[2], lengths: Lengths(), reverse: true)), Inputs(3, 5)) { Variant = "backwards with lengths", Refused = x => x[0].GRU(x[1], x[2], lengths: Tensor.From<long>(1, 2)).Y },
        new(typeof(O.GRU), x => Both(x[0].GRU(x[1], x[2], x[3], x[4], x[5], Lengths())), Inputs(3, 17, bias: true, states: 1)) { Variant = "with lengths", Refused = x => x[0].GRU(x[2], x[2]).Y },
        new(typeof(O.LSTM), x => All3(x[0].LSTM(x[1], x[2], x[3], x[4], x[5], x[6])), Inputs(4, 3, bias: true, states: 2)) { Refused = x => x[0].LSTM(x[1], x[1]).Y },
        new(typeof(O.LSTM), x => All3(x[0].LSTM(x[1], x[2], lengths: Lengths(), reverse: true)), Inputs(4, 5)) { Variant = "backwards with lengths", Refused = x => x[0].LSTM(x[1], x[2], c0: x[1]).Y },
        new(typeof(O.LSTM), x => All3(x[0].LSTM(x[1], x[2], x[3], x[4], x[5], x[6], Lengths())), Inputs(4, 17, bias: true, states: 2)) { Variant = "with lengths", Refused = x => x[0][0].LSTM(x[1], x[2]).Y },
        new(typeof(O.LSTM), x => All3(x[0].LSTM(x[1], x[2], x[3], x[4], x[5], x[6], Lengths(), x[7])), [.. Inputs(4, 5, bias: true, states: 2, projected: 3), Between(-1, 1, 3, 5)]) { Variant = "projected, with lengths", Refused = x => x[0].LSTM(x[1], x[2], weightHr: x[2]).Y },
        new(typeof(O.LSTM), x => All3(x[0].LSTM(x[1], x[2], weightHr: x[3], reverse: true)), [.. Inputs(4, 3, projected: 2), Between(-1, 1, 2, 3)]) { Variant = "projected, backwards", Refused = x => x[0].LSTM(x[1], x[2]).Y },
    ];

    private static Tensor Lengths() => Tensor.From<long>(2, 4, 1);

    private static Tensor Both((Tensor Y, Tensor H) results) => Tensor.Concat([results.Y.Reshape(-1), results.H.Reshape(-1)]);

    private static Tensor All3((Tensor Y, Tensor H, Tensor C) results) => Tensor.Concat([results.Y.Reshape(-1), results.H.Reshape(-1), results.C.Reshape(-1)]);

    /// <summary>Four steps of three sequences of two features, weights, and on demand biases and states.</summary>
    private static Input[] Inputs(int gates, int hidden, bool bias = false, int states = 0, int projected = 0)
    {
        int outputs = projected > 0 ? projected : hidden;
        var inputs = new List<Input> { Between(-2, 2, 4, 3, 2), Between(-1, 1, gates * hidden, 2), Between(-1, 1, gates * hidden, outputs) };
        if (bias)
            inputs.AddRange([Between(-1, 1, gates * hidden), Between(-1, 1, gates * hidden)]);
        if (states > 0)
            inputs.Add(Between(-1, 1, 3, outputs));
        if (states > 1)
            inputs.Add(Between(-1, 1, 3, hidden));
        return [.. inputs];
    }
}
