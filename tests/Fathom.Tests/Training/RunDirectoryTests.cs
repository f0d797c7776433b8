using System.Globalization;

namespace Fathom.Tests.Training;

/// <summary>A run never overwrites another, and is found again.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_run_is_made_in_a_new_or_an_empty_directory()
    {
        Assert.Equal(_files.At("a/b"), RunDirectory.Create(_files.At("a/b")).Path);
        Assert.True(Directory.Exists(_files.At("a/b")));
        RunDirectory again = RunDirectory.Create(_files.At("a/b"));
        again.WriteSettings(new() { ["seed"] = 1 });
        Assert.Equal("{\n  \"seed\": 1\n}\n", File.ReadAllText(again.Settings).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_directory_in_use_and_a_file_are_refused_and_stay_as_they_are()
    {
        Directory.CreateDirectory(_files.At("used"));
        File.WriteAllText(_files.At("used/x"), "1");
        File.WriteAllText(_files.At("file"), "2");
        Assert.Contains("exists and is not empty", Assert.Throws<IOException>(() => RunDirectory.Create(_files.At("used"))).Message);
        Assert.Contains("is a file; a run needs a directory", Assert.Throws<IOException>(() => RunDirectory.Create(_files.At("file"))).Message);
        Assert.Equal(["used/x"], Directory.GetFiles(_files.At("used")).Select(path => Path.GetRelativePath(_files.Folder, path).Replace('\\', '/')));
        Assert.Equal("2", File.ReadAllText(_files.At("file")));
    }

    [Fact]
    public void What_a_process_left_that_was_killed_while_it_made_or_wrote_a_run_is_no_run_and_goes()
    {
        string old = Unborn("one.tmp-abcdef12"), fresh = Unborn("two.tmp-abcdef12"), full = Unborn("three.tmp-abcdef12"), named = Unborn("four.tmp-x");
        File.WriteAllText(Path.Combine(full, "notes.txt"), "mine");
        foreach (string path in (string[])[old, full, named])
            Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        Assert.False(RunRecord.IsRun(old));
        Assert.True(RunRecord.IsRun(named));

        RunDirectory run = RunDirectory.Create(_files.At("runs/new"), new() { ["seed"] = 1 });
        Assert.Equal(["four.tmp-x", "new", "three.tmp-abcdef12", "two.tmp-abcdef12"], Directory.GetDirectories(_files.At("runs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        File.WriteAllText(run.Model + ".tmp-0123abcd", "half");
        run.Lock().Dispose();
        Assert.Equal(["run.json"], Directory.GetFiles(run.Path).Select(Path.GetFileName));

        string Unborn(string name)
        {
            string path = Directory.CreateDirectory(_files.At($"runs/{name}")).FullName;
            File.WriteAllText(Path.Combine(path, "run.json"), "{}");
            return path;
        }
    }

    [Fact]
    public void A_model_is_found_by_its_file_or_its_run()
    {
        RunDirectory run = RunDirectory.Create(_files.At("run"));
        Assert.Contains("holds no model.safetensors: it is no finished run", Assert.Throws<FileNotFoundException>(() => RunDirectory.FindModel(run.Path)).Message);
        Assert.Contains("does not exist. Name a run directory or a model file", Assert.Throws<FileNotFoundException>(() => RunDirectory.FindModel(_files.At("none"))).Message);
        File.WriteAllText(run.Model, "");
        Assert.Equal(run.Model, RunDirectory.FindModel(run.Path));
        Assert.Equal(run.Model, RunDirectory.FindModel(run.Model));
    }

    [Theory]
    [InlineData("titanic", "titanic")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("a b:c\\d*é", "a-b-c-d")]
    [InlineData("v1.2_x-y", "v1.2_x-y")]
    [InlineData("..", "run")]
    [InlineData("", "run")]
    public void A_new_path_holds_the_time_and_only_the_safe_characters_of_the_name(string name, string safe)
    {
        string path = RunDirectory.NewPath(name, _files.Folder);
        Assert.Equal(_files.Folder, Path.GetDirectoryName(path));
        Assert.Matches($@"^\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\d-{safe.Replace(".", "\\.")}$", Path.GetFileName(path));
    }

    [Fact]
    public void A_new_path_gets_a_number_while_its_name_is_taken()
    {
        // Taken by a directory and by a file, at every second in which the call below may come.
        DateTime now = DateTime.UtcNow;
        for (int second = 0; second < 300; second++)
        {
            string taken = _files.At($"{now.AddSeconds(second).ToString("yyyy-MM-dd'T'HH-mm-ss", CultureInfo.InvariantCulture)}-a");
            Directory.CreateDirectory(taken);
            File.WriteAllText($"{taken}-2", "");
        }

        Assert.EndsWith("-a-3", RunDirectory.NewPath("a", _files.Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_latest_run_is_the_last_one_marked(bool firstIsRemoved)
    {
        RunDirectory first = RunDirectory.Create(_files.At("runs/first")), second = RunDirectory.Create(_files.At("runs/second"));
        first.MarkLatest();
        Assert.SkipWhen(new DirectoryInfo(_files.At("runs/latest")).LinkTarget is null, "This file system or user has no links.");
        Assert.Equal("first", new DirectoryInfo(_files.At("runs/latest")).LinkTarget);
        if (firstIsRemoved)
            Directory.Delete(first.Path);
        second.MarkLatest();
        Assert.Equal("second", new DirectoryInfo(_files.At("runs/latest")).LinkTarget);
        Assert.Equal(!firstIsRemoved, Directory.Exists(first.Path));
    }

    [Fact]
    public void Something_of_the_users_named_latest_stays()
    {
        RunDirectory run = RunDirectory.Create(_files.At("runs/first"));
        File.WriteAllText(_files.At("runs/latest"), "mine");
        run.MarkLatest();
        Assert.Equal("mine", File.ReadAllText(_files.At("runs/latest")));
    }
}
