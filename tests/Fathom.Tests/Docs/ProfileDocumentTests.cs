using System.Text.RegularExpressions;
using Fathom.Cli;
using Fathom.Tests.Architecture;

namespace Fathom.Tests.Docs;

/// <summary>The page about profiles names all that there is, and nothing that there is not.</summary>
public sealed partial class ProfileDocumentTests
{
    private static readonly string s_page = Repository.Read("docs/profile.md");

    [Fact]
    public void Every_rule_has_a_line() => Assert.Equal(
        Enum.GetNames<ProfileAdviceKind>().Select(name => Capital().Replace(name, match => (match.Index > 0 ? "_" : "") + match.Value.ToLowerInvariant())).Order(),
        Rule().Matches(s_page).Select(match => match.Groups[1].Value).Order());

    [Fact]
    public void Every_column_is_explained()
    {
        string heading = ProfileTable.Layers(new Profile([], new MachineSpeed(1, 1, 1, 1))).ToString().Split('\n')[0];
        string[] columns = ["layer", "forward", "backward", "share", "GFLOP/s", "of peak", "of memory", "moves", "heap"];
        Assert.All(columns, column => Assert.Contains(column, heading, StringComparison.Ordinal));
        Assert.All(columns, column => Assert.Matches($@"(?m)^\| ([^|]*, )?{Regex.Escape(column)}(, [^|]*)? \|", s_page));
    }

    [Fact]
    public void Options_and_networks_on_the_page_exist()
    {
        string[] known = [.. new ProfileCommand().Options.Select(option => option.Name)];
        Assert.All(Option().Matches(s_page).Select(match => match.Value), option => Assert.Contains(option, known));
        Assert.All(ProfileSubject.Names, name => Assert.Contains(name, s_page, StringComparison.Ordinal));
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"(?m)^\| `(\w+)` \|")]
    private static partial Regex Rule();

    [GeneratedRegex("(?<![-|])--[a-z]+")]
    private static partial Regex Option();
}
