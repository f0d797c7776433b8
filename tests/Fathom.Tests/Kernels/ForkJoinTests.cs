using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

[Collection(AloneCollection.Name)]
public sealed class ForkJoinTests : IDisposable
{
    private readonly int _threads = ForkJoin.Threads;

    public void Dispose() => ForkJoin.Threads = _threads;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_piece_runs_exactly_once(int threads)
    {
        ForkJoin.Threads = threads;
        foreach (int pieces in (int[])[0, 1, 2, 3, 7, 64, 1000])
        {
            for (int repeat = 0; repeat < 200; repeat++)
            {
                int[] counts = new int[pieces];
                ForkJoin.Run(pieces, new Count(counts));
                Assert.All(counts, c => Assert.Equal(1, c));
            }
        }
    }

    [Fact]
    public void What_pieces_wrote_is_visible_when_the_call_returns()
    {
        ForkJoin.Threads = 4;
        int[] values = new int[8];
        for (int job = 1; job <= 100_000; job++)
        {
            ForkJoin.Run(values.Length, new Fill(values, job));
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] != job + i)
                    Assert.Fail($"job {job}, piece {i}: got {values[i]}");
            }
        }
    }

    [Fact]
    public void A_job_may_be_a_ref_struct_that_holds_spans()
    {
        ForkJoin.Threads = 4;
        var values = new long[10_000].AsSpan();
        ForkJoin.Run(100, new Squares(values));
        for (int i = 0; i < values.Length; i++)
            Assert.Equal((long)i * i, values[i]);
    }

    [Fact]
    public void References_in_a_job_survive_collections_during_the_call()
    {
        ForkJoin.Threads = 4;
        for (int repeat = 0; repeat < 50; repeat++)
        {
            int[] counts = new int[16];
            ForkJoin.Run(counts.Length, new Collect(counts, new string('x', repeat)));
            Assert.All(counts, c => Assert.Equal(repeat + 1, c));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void The_first_failing_piece_by_number_is_what_the_caller_sees(int threads)
    {
        ForkJoin.Threads = threads;
        for (int repeat = 0; repeat < 200; repeat++)
        {
            var e = Assert.Throws<InvalidDataException>(() => ForkJoin.Run(20, new Fail(7)));
            Assert.Equal("piece 7", e.Message);
        }
        Every_piece_runs_exactly_once(threads);
    }

    [Fact]
    public void A_call_inside_a_piece_runs_inline()
    {
        ForkJoin.Threads = 4;
        for (int repeat = 0; repeat < 500; repeat++)
        {
            int[] counts = new int[64];
            ForkJoin.Run(8, new Nested(counts));
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Fact]
    public void Several_callers_at_once_all_get_their_own_results_while_the_limit_changes()
    {
        int failures = 0;
        var callers = new Thread[4];
        for (int t = 0; t < callers.Length; t++)
        {
            int caller = t;
            callers[t] = new Thread(() =>
            {
                int[] values = new int[5];
                for (int job = 0; job < 20_000; job++)
                {
                    if (caller == 0)
                        ForkJoin.Threads = 1 + job % 8;
                    bool thrown = false;
                    try
                    {
                        if (job % 100 == 99)
                            ForkJoin.Run(5, new Fail(caller));
                        else
                            ForkJoin.Run(5, new Fill(values, job * 4 + caller));
                    }
                    catch (InvalidDataException e) when (e.Message == $"piece {caller}")
                    {
                        thrown = true;
                    }
                    bool right = job % 100 == 99 ? thrown : !thrown && values[0] == job * 4 + caller && values[4] == job * 4 + caller + 4;
                    if (!right)
                        Interlocked.Increment(ref failures);
                }
            });
        }
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Two_threads_really_work_together()
    {
        ForkJoin.Threads = 2;
        using var barrier = new Barrier(2);
        ForkJoin.Run(2, new Meet(barrier));     // would wait for ever if one thread ran both pieces
        Assert.Equal(1, barrier.CurrentPhaseNumber);
    }

    [Fact]
    public void A_call_allocates_nothing_once_the_helpers_exist()
    {
        ForkJoin.Threads = 4;
        int[] values = new int[8];
        for (int i = 0; i < 1000; i++)
            ForkJoin.Run(values.Length, new Fill(values, i));
        using (var woken = new ManualResetEventSlim())
            woken.Wait(5, TestContext.Current.CancellationToken);     // the helpers go to sleep, so that waking them is counted too
        ForkJoin.Run(values.Length, new Fill(values, 0));

        Assert.Equal(0, Allocation.InProcess(() =>
        {
            for (int i = 0; i < 1000; i++)
                ForkJoin.Run(values.Length, new Fill(values, i));
        }));
    }

    [Fact]
    public void Helpers_without_work_go_to_sleep_and_then_use_no_processor_time()
    {
        ForkJoin.Threads = 4;
        int[] values = new int[8];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 100; i++)
                ForkJoin.Run(values.Length, new Fill(values, i));
            Assert.True(SpinWait.SpinUntil(() => ForkJoin.Awake == 0, 10_000), $"{ForkJoin.Awake} helpers did not go to sleep");
        }

        if (!OperatingSystem.IsLinux())
            return;
        // A helper says that it sleeps a moment before it does, and the clock may tick just then: of three seconds one is without a tick. One that spins has ticks in all.
        Assert.Contains(Enumerable.Range(0, 3), _ => IsIdleForASecond());

        static bool IsIdleForASecond()
        {
            string before = HelperTicks();
            Assert.NotEqual("", before);
            Thread.Sleep(1000); // what is asserted is that nothing happens meanwhile
            Assert.Equal(0, ForkJoin.Awake);
            return HelperTicks() == before;
        }

        // The kernel's account of each helper: clock ticks in user and in kernel mode.
        static string HelperTicks() => string.Join(", ", Directory.GetDirectories("/proc/self/task")
            .Select(Stat)
            .Where(stat => stat.Contains("(Fathom ", StringComparison.Ordinal))
            .Select(stat => stat.Split(") ")[1].Split(' '))
            .Select(fields => $"{fields[11]} + {fields[12]}"));

        // Threads of others, such as the pool's, may end between being listed and being read.
        static string Stat(string task)
        {
            try
            {
                return File.ReadAllText($"{task}/stat");
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact]
    public void A_sleeping_helper_comes_when_there_is_work()
    {
        ForkJoin.Threads = 2;
        for (int round = 0; round < 20; round++)
        {
            Two_threads_really_work_together();
            Assert.True(SpinWait.SpinUntil(() => ForkJoin.Awake == 0, 10_000));
        }
    }

    [Fact]
    public void Users_set_the_limit_on_Compute()
    {
        Compute.Threads = 3;
        Assert.Equal(3, ForkJoin.Threads);
        ForkJoin.Threads = 5;
        Assert.Equal(5, Compute.Threads);
        Assert.Contains("got 0, expected 1 to 256", Assert.Throws<ArgumentOutOfRangeException>(() => Compute.Threads = 0).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void A_wrong_number_of_threads_is_refused_with_the_range(int threads)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => ForkJoin.Threads = threads);
        Assert.Contains($"got {threads}, expected 1 to 256", e.Message);
    }

    private readonly struct Count(int[] counts) : IJob
    {
        public void Run(int piece) => Interlocked.Increment(ref counts[piece]);
    }

    private readonly struct Fill(int[] values, int first) : IJob
    {
        public void Run(int piece) => values[piece] = first + piece;
    }

    private readonly ref struct Squares(Span<long> values) : IJob
    {
        private readonly Span<long> _values = values;

        public void Run(int piece)
        {
            for (int i = piece * 100; i < piece * 100 + 100; i++)
                _values[i] = (long)i * i;
        }
    }

    private readonly struct Collect(int[] counts, string text) : IJob
    {
        public void Run(int piece)
        {
            if (piece % 4 == 0)
                GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
            counts[piece] += text.Length + 1;
        }
    }

    private readonly struct Fail(int first) : IJob
    {
        public void Run(int piece)
        {
            if (piece >= first)
                throw new InvalidDataException($"piece {piece}");
        }
    }

    private readonly struct Nested(int[] counts) : IJob
    {
        public void Run(int piece) => ForkJoin.Run(8, new Inner(counts, piece * 8));
    }

    private readonly struct Inner(int[] counts, int first) : IJob
    {
        public void Run(int piece) => Interlocked.Increment(ref counts[first + piece]);
    }

    private readonly struct Meet(Barrier barrier) : IJob
    {
        public void Run(int piece) => barrier.SignalAndWait();
    }
}
