using System.Text;

namespace Fathom.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fathom ätomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Target => Path.Combine(_folder, "model.safetensors");

    [Fact]
    public void Text_is_written_as_utf8_without_a_mark_and_replaced_whole()
    {
        AtomicFile.WriteAllText(Target, "a much longer first text");
        AtomicFile.WriteAllText(Target, "ü");

        Assert.Equal([0xC3, 0xBC], File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("write 1")]
    [InlineData("write 2")]
    [InlineData("flush")]
    [InlineData("rename")]
    public void A_failure_at_any_step_leaves_the_old_content_and_no_temporary(string step)
    {
        File.WriteAllText(Target, "old");

        foreach (Exception error in new Exception[] { new IOException("No space left on device"), new UnauthorizedAccessException("denied"), new InvalidOperationException("bug") })
        {
            var thrown = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(Target, TwoParts, new FailingSteps(step, error)));

            Assert.IsType(error.GetType(), thrown);
            Assert.True(thrown is not IOException || thrown.Message.StartsWith($"{Target}: could not be written (No space left on device)", StringComparison.Ordinal), thrown.Message);
            Assert.Equal("old", File.ReadAllText(Target));
            Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
        }
    }

    [Fact]
    public void A_failure_of_a_first_write_leaves_no_file_at_all()
    {
        Assert.Throws<IOException>(() => AtomicFile.Write(Target, _ => throw new IOException("full")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_steps_come_in_the_order_that_survives_a_crash()
    {
        var steps = new RecordingSteps();
        AtomicFile.Write(Target, TwoParts, steps);
        Assert.Equal(["create model.safetensors.tmp-", "write", "write", "flush", "close", "rename", "flush folder"], steps.Log);
        Assert.Equal("part one, part two", File.ReadAllText(Target));
    }

    [Fact]
    public void A_reader_during_the_write_sees_the_old_content()
    {
        File.WriteAllText(Target, "old");
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(Target));
        });
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void A_folder_as_target_and_a_missing_folder_are_named()
    {
        Assert.Contains("this is a folder", Assert.Throws<IOException>(() => AtomicFile.WriteAllText(_folder, "x")).Message);
        string missing = Path.Combine(_folder, "none", "x");
        var e = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.WriteAllText(missing, "x"));
        Assert.StartsWith(missing, e.Message);
    }

    [Fact]
    public void A_link_stays_a_link_and_permissions_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions");
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(Target, "old");
        File.SetUnixFileMode(Target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Target);

        AtomicFile.WriteAllText(link, "new");

        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal(Target, new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void Model_files_are_saved_this_way()
    {
        var writer = new SafetensorsWriter();
        writer.Add<float>("a", [2], new float[] { 1, 2 });
        writer.Save(Target);
        Assert.Equal([1, 2], SafetensorsFile.Read(Target)["a"].ToSingles());

        writer.Add("broken", SafetensorsType.F32, [1], () => []);
        Assert.Throws<InvalidOperationException>(() => writer.Save(Target));
        Assert.Equal([1, 2], SafetensorsFile.Read(Target)["a"].ToSingles());
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
    }

    private static void TwoParts(Stream stream)
    {
        stream.Write(Encoding.UTF8.GetBytes("part one, "));
        stream.Write(Encoding.UTF8.GetBytes("part two"));
    }

    private sealed class FailingSteps(string step, Exception error) : FileSteps
    {
        public override Stream Create(string path, FileStreamOptions options) =>
            step == "create" ? throw error : new WatchedStream(base.Create(path, options), n => Check($"write {n}"));

        public override void Flush(Stream stream)
        {
            Check("flush");
            base.Flush(stream);
        }

        public override void Rename(string from, string to)
        {
            Check("rename");
            base.Rename(from, to);
        }

        private void Check(string now)
        {
            if (now == step)
                throw error;
        }
    }

    private sealed class RecordingSteps : FileSteps
    {
        public List<string> Log { get; } = [];

        public override Stream Create(string path, FileStreamOptions options)
        {
            Log.Add($"create {Path.GetFileName(path)[..^8]}");
            return new WatchedStream(base.Create(path, options), _ => Log.Add("write")) { Closed = () => Log.Add("close") };
        }

        public override void Flush(Stream stream)
        {
            Log.Add("flush");
            base.Flush(stream);
        }

        public override void Rename(string from, string to)
        {
            Log.Add("rename");
            base.Rename(from, to);
        }

        public override void FlushFolder(string folder)
        {
            Log.Add("flush folder");
            base.FlushFolder(folder);
        }
    }

    private sealed class WatchedStream(Stream inner, Action<int> onWrite) : Stream
    {
        private int _writes;

        public Action? Closed { get; init; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            onWrite(++_writes);
            inner.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            inner.Dispose();
            Closed?.Invoke();
        }
    }
}
