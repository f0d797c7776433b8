namespace Fathom;

/// <summary>What a layer or an operation costs in one step, on average.</summary>
public abstract record ProfileItem
{
    /// <summary>Time forward in seconds (of data and optimizer: all of it).</summary>
    public double ForwardSeconds { get; init; }

    /// <summary>Time backward in seconds.</summary>
    public double BackwardSeconds { get; init; }

    /// <summary>Both together.</summary>
    public double Seconds => ForwardSeconds + BackwardSeconds;

    /// <summary>How often it ran forward in a step.</summary>
    public int Calls { get; init; }

    /// <summary>Floating-point operations of matrix products, forward and backward; see <see cref="Cost"/>.</summary>
    public double Work { get; init; }

    /// <summary>Bytes of inputs, results, kept values and gradients, each counted once where an operation reads or writes it, forward and backward. They may come from a cache.</summary>
    public double BytesMoved { get; init; }

    /// <summary>Bytes of results and values kept from forward until backward has used them.</summary>
    public double BytesHeld { get; init; }

    /// <summary>Bytes allocated on the managed heap by the thread that runs the step; 0 once warm is what a step should have.</summary>
    public double BytesAllocated { get; init; }

    /// <summary>Floating-point operations a second; 0 where none are counted.</summary>
    public double WorkRate => Seconds > 0 ? Work / Seconds : 0;

    /// <summary>Bytes moved a second.</summary>
    public double ByteRate => Seconds > 0 ? BytesMoved / Seconds : 0;
}
