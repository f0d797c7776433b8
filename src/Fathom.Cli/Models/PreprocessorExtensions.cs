namespace Fathom.Cli;

/// <summary>What commands ask of a preprocessor.</summary>
internal static class PreprocessorExtensions
{
    /// <summary>Outputs of the network: a logit of two classes, one a class, one a label, or one a number.</summary>
    public static int Outputs(this TablePreprocessor preprocessor) =>
        preprocessor.Task == TableTask.Classification ? preprocessor.Classes.Count : preprocessor.Targets.Count;

    /// <summary>That rows without a target cannot be judged by.</summary>
    /// <param name="preprocessor">Knows the targets.</param>
    /// <param name="rows">How many.</param>
    /// <param name="of">Of which file, with a space before it; may be empty.</param>
    public static Notice LeftOut(this TablePreprocessor preprocessor, int rows, string of = "")
    {
        bool one = rows == 1;
        string lack = preprocessor.Targets.Count > 1 ? $"{(one ? "lacks" : "lack")} a target ({preprocessor.Target})" : $"{(one ? "has" : "have")} no '{preprocessor.Target}'";
        return new Notice(NoticeKind.Note, $"{rows:N0} {(one ? "row" : "rows")}{of} {lack} and {(one ? "is" : "are")} left out.");
    }
}
