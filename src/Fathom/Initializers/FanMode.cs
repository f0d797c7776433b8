namespace Fathom;

/// <summary>Which of a weight's two fans an initializer keeps variance by.</summary>
public enum FanMode
{
    /// <summary>The inputs of a unit: activations keep their size on the way forward.</summary>
    In,

    /// <summary>The units that see an input: gradients keep their size on the way back.</summary>
    Out,
}
