namespace Fathom.Cli;

/// <summary>Counted things in words.</summary>
internal static class Plural
{
    /// <summary>"1 row", "1,200 rows".</summary>
    public static string Of(long count, string noun) => $"{Display.Count(count)} {noun}{(count == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}";
}
