namespace Fathom;

/// <summary>In what order a hand-written loop makes its calls, counted.</summary>
internal sealed class StepCalls
{
    /// <summary>Optimizer steps begun.</summary>
    public long Steps { get; set; }

    /// <summary>Losses reported.</summary>
    public long Reports { get; set; }

    /// <summary>Steps in a row that met the gradients of the step before, with the new ones added.</summary>
    public long Uncleared { get; set; }

    /// <summary>Steps whose gradients were cleared after backward.</summary>
    public long ClearedBeforeStep { get; set; }

    /// <summary>Steps before which no backward had run since the step before.</summary>
    public long WithoutBackward { get; set; }

    /// <summary>Steps whose backward left no gradient in any parameter, and losses that depend on none.</summary>
    public long Disconnected { get; set; }

    /// <summary>Reported losses in a row without a step of the optimizer.</summary>
    public long WithoutStep { get; set; }

    /// <summary>Of those, losses whose gradients were cleared unused.</summary>
    public long ClearedUnused { get; set; }

    /// <summary>Steps with every layer that knows two modes in evaluation mode.</summary>
    public long InEvaluation { get; set; }

    /// <summary>Evaluations during which layers drew masks or followed the data.</summary>
    public long EvaluatedInTraining { get; set; }

    /// <summary>The layers by which these were seen.</summary>
    public string TwoModes { get; set; } = "";
}
