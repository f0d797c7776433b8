using Fathom.Tests.Kernels;

namespace Fathom.Tests.Training.Checkpoints;

/// <summary>Every call to the system in writing a checkpoint fails in turn, in each of the ways it can: the checkpoint before stays loadable, the message names the file.</summary>
[Collection(AloneCollection.Name)]
public sealed class CheckpointFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Rng _default = Rng.Default;

    public void Dispose()
    {
        Rng.Default = _default;
        _folder.Dispose();
    }

    /// <summary>Four epochs of a step each, and few tensors: every one is a write that must fail once.</summary>
    private static ResumeCase Case()
    {
        var model = new Sequential(new Linear(6, 3, rng: new Rng(1)), new Dropout(0.2, new Rng(2)));
        return new(model, new Sgd(model, lr: 0.1, momentum: 0.9), Objective.MultiClass, ResumeCases.Vectors(8, 1), null, new EarlyStopping(patience: 9));
    }

    public static TheoryData<string> Ways => ["no space", "input/output error", "access denied", "short write"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_checkpoint_before_stays_and_the_message_names_the_file(string way)
    {
        // How many calls one checkpoint takes, counted on the second, third and fourth one of a training without fault.
        var counting = new FaultyFiles(-1, way);
        Case().Fit(null, new ModelCheckpoint(_folder.At("counted")) { Steps = counting });
        int all = counting.Calls, each = all / 4;
        Assert.InRange(each, 5, 400);

        var seen = new HashSet<string>();
        for (int k = each + 1; k <= 2 * each + 2; k++)
        {
            string folder = _folder.At($"{k}");
            var files = new FaultyFiles(k, way);
            var error = Assert.Throws<IOException>(() => Case().Fit(null, new ModelCheckpoint(folder) { Steps = files }));
            seen.Add(files.Failed);
            Assert.Contains(Path.Combine(folder, "step-0000"), error.Message);
            Assert.Contains("training stopped", error.Message);

            // Nothing is half-written under the name of a checkpoint, and the newest that is there leads to the end.
            Assert.All(Directory.GetFiles(folder), path => Checkpoint.Load(path));
            Checkpoint checkpoint = ModelCheckpoint.Latest(folder, warning => Assert.Fail(warning))!;
            Assert.InRange(checkpoint.Whole("epoch"), 1, 2);
            if (k % 7 == 0)
                Case().Fit(checkpoint, new ModelCheckpoint(folder));
        }

        Assert.Equal(way == "short write" ? ["write"] : ["create", "flush", "flush folder", "rename", "write"], seen.Order());
    }

    /// <summary>After every call the power goes off: what is in the folder then leads on, and a copy that lost what was not flushed does too.</summary>
    [Fact]
    public void A_power_cut_after_any_call_leaves_a_checkpoint()
    {
        string folder = _folder.At("c");
        var cuts = new List<string>();
        var files = new FaultyFiles(-1, "")
        {
            After = (call, temporary) =>
            {
                if (!Directory.Exists(folder) || Directory.GetFiles(folder, "step-*.safetensors").Length == 0)
                    return;
                string copy = _folder.At($"cut-{cuts.Count}");
                Directory.CreateDirectory(copy);
                foreach (string path in Directory.GetFiles(folder, "step-*"))
                    File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));

                // What was written and not flushed is lost: zeros of the same length.
                if (call is "write" && temporary is not null && Directory.GetFiles(copy, Path.GetFileName(temporary)) is [var torn])
                    File.WriteAllBytes(torn, new byte[new FileInfo(torn).Length]);
                cuts.Add(copy);
            },
        };
        Case().Fit(null, new ModelCheckpoint(folder) { Steps = files });

        Assert.True(cuts.Count > 20);
        Assert.All(cuts, copy => Assert.NotNull(ModelCheckpoint.Latest(copy, warning => Assert.Fail(warning))));
    }

    /// <summary>A disk that says yes and loses the end: the hash tells, the one before is taken, and the warning is heard.</summary>
    [Fact]
    public void A_disk_that_lies_costs_one_checkpoint()
    {
        string folder = _folder.At("c");
        Case().Fit(null, new ModelCheckpoint(folder));
        string newest = CheckpointFiles.PathOf(folder, 4);
        foreach (int length in (int[])[0, 7, 8, 100, (int)new FileInfo(newest).Length - 1])
        {
            byte[] whole = File.ReadAllBytes(newest);
            File.WriteAllBytes(newest, whole[..length]);
            var warnings = new List<string>();
            Assert.Equal(3, ModelCheckpoint.Latest(folder, warnings.Add)!.Whole("total_steps"));
            Assert.Contains(newest, warnings[0]);
            File.WriteAllBytes(newest, whole);
        }
    }

    [Fact]
    public void A_first_checkpoint_that_fails_says_that_there_is_none()
    {
        var error = Assert.Throws<IOException>(() => Case().Fit(null, new ModelCheckpoint(_folder.At("c")) { Steps = new FaultyFiles(1, "no space") }));
        Assert.Contains("There is no earlier checkpoint", error.Message);
        Assert.Contains("No space left on device", error.Message);
    }

    /// <summary>Counts calls to the system; the k-th fails.</summary>
    private sealed class FaultyFiles(int k, string way) : FileSteps
    {
        private string? _temporary;

        public int Calls { get; private set; }

        public string Failed { get; private set; } = "";

        public Action<string, string?>? After { get; init; }

        public override Stream Create(string path, FileStreamOptions options)
        {
            Call("create");
            _temporary = path;
            options.Share = FileShare.ReadWrite;        // so that the test can look into it
            Stream stream = base.Create(path, options);
            After?.Invoke("create", path);
            return new FaultyStream(stream, this);
        }

        public override void Flush(Stream stream) => Do("flush", () => base.Flush(((FaultyStream)stream).Inner));

        public override void Rename(string from, string to) => Do("rename", () => base.Rename(from, to));

        public override void FlushFolder(string folder) => Do("flush folder", () => base.FlushFolder(folder));

        public override void Remove(string path)
        {
            base.Remove(path);
            After?.Invoke("remove", null);
        }

        private void Do(string call, Action act)
        {
            Call(call);
            act();
            After?.Invoke(call, _temporary);
        }

        private void Call(string call)
        {
            if (++Calls == k || (way == "short write" && Calls > k && k > 0 && call == "write" && Failed.Length == 0))
                Fail(call);
        }

        private void Fail(string call)
        {
            if (way == "short write" && call != "write")
                return;
            Failed = call;
            throw way switch
            {
                "input/output error" => new IOException("Input/output error"),
                "access denied" => new UnauthorizedAccessException("Access to the path is denied."),
                _ => new IOException("No space left on device"),
            };
        }

        private sealed class FaultyStream(Stream inner, FaultyFiles files) : Stream
        {
            public Stream Inner => inner;

            public override bool CanRead => false;

            public override bool CanSeek => false;

            public override bool CanWrite => true;

            public override long Length => inner.Length;

            public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

            public override void Flush() => inner.Flush();

            public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

            public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

            public override void SetLength(long value) => throw new NotSupportedException();

            public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

            public override void Write(ReadOnlySpan<byte> buffer)
            {
                try
                {
                    files.Call("write");
                }
                catch (IOException) when (files.Failed == "write")
                {
                    inner.Write(buffer[..(buffer.Length / 2)]);      // what a full disk still takes
                    throw;
                }

                inner.Write(buffer);
                files.After?.Invoke("write", files._temporary);
            }

            protected override void Dispose(bool disposing)
            {
                inner.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
