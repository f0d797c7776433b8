using System.Text;

namespace Fathom.Tests.Tabular;

/// <summary>Real files of the table tests, and files that a test makes and removes.</summary>
internal sealed class TableFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fathom-tables-").FullName;

    public static string Real(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fathom.slnx"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "Fathom.Tests", "Tabular", "data", name);
    }

    public string Folder => _folder;

    public string At(string name) => Path.Combine(_folder, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public const string AdultColumns = "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income";

    public static readonly CsvOptions Adult = new() { HasHeader = false, ColumnNames = AdultColumns.Split(',') };
}
