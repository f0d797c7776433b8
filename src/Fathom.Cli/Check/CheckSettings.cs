namespace Fathom.Cli;

/// <summary>How much is checked.</summary>
/// <param name="Rows">Rows for the gradients.</param>
/// <param name="Elements">Elements of each tensor, at most.</param>
/// <param name="Seed">Fixes which, and random rows.</param>
internal sealed record CheckSettings(int Rows, int Elements, ulong Seed)
{
    public const int DefaultRows = 4;
    public const int DefaultElements = 100;
}
