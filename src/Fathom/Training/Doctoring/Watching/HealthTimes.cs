namespace Fathom;

/// <summary>Which steps are measured: often at first, when most goes wrong, then every hundredth.</summary>
internal static class HealthTimes
{
    private const int Often = 20;
    private const int Rarely = 100;

    /// <summary>Whether a step, from 1, is measured.</summary>
    public static bool Includes(long step) => (step is > 1 and <= Often && step % 2 == 0) || step % Rarely == 0 || (step > Often && step < Rarely && step % Often == 0);
}
