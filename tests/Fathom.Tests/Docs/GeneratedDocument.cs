using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>A document that is written from data: compared with them, or rewritten when asked to.</summary>
internal static class GeneratedDocument
{
    public static void Check(string document, string now)
    {
        if (Environment.GetEnvironmentVariable("FATHOM_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Repository.Full(document), now);
        string written = File.Exists(Repository.Full(document)) ? Repository.Read(document).ReplaceLineEndings("\n") : "";
        Assert.True(written == now, $"{document} differs from the data. If the data are right, run the tests once with FATHOM_UPDATE_SNAPSHOTS=1 and commit the file.");
    }

    /// <summary>Names between commas.</summary>
    public static string[] Names(string api) => api.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names between commas, each linked to its file.</summary>
    public static string Links(string api) => string.Join(", ", Names(api).Select(ApiNames.Link));
}
