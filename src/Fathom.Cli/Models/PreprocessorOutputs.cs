namespace Fathom.Cli;

/// <summary>What a network for a table must give.</summary>
internal static class PreprocessorOutputs
{
    /// <summary>Outputs of the network: a logit of two classes, one a class, one a label, or one a number.</summary>
    public static int Outputs(this TablePreprocessor preprocessor) =>
        preprocessor.Task == TableTask.Classification ? preprocessor.Classes.Count : preprocessor.Targets.Count;
}
