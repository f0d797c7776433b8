namespace Fathom;

/// <summary>One column that is predicted, as a <see cref="TablePreprocessor"/> learned it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Words">Multi-label: how 0 and 1 are written in it; empty otherwise.</param>
/// <param name="Mean">Regression: the mean over the training rows; 0 otherwise.</param>
/// <param name="Scale">Regression: the standard deviation over the training rows; 1 otherwise.</param>
public sealed record TableTarget(string Name, IReadOnlyList<string> Words, double Mean, double Scale)
{
    /// <summary>The column of a table.</summary>
    internal TableColumn In(Table table) => table.Find(Name) ?? throw table.NoColumn(Name, "the target column is not there");
}
