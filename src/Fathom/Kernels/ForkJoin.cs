using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Fathom.Kernels;

/// <summary>
/// Runs the numbered pieces of a job on the calling thread and on a few helpers of the library's own. Callers cut work by its size alone,
/// so no result depends on <see cref="Threads"/>.
/// </summary>
/// <remarks>
/// <para>One ticket, <c>helpers · 2³² + pieces left</c>, is the whole protocol. A piece is claimed by a compare-and-swap that takes one off
/// a ticket with something left; the job's fields are read only after that. They cannot change then: the next job is published when every
/// claimed piece of this one is reported. So it does not matter how long a thread slept between reading the ticket and swapping it, nor
/// which job the ticket belonged to when it was read: if the swap succeeds, the piece it took is one of the job that stands there now.</para>
/// <para>The job lives on the caller's stack. A helper touches it only between a claim and the report of the claimed piece, and the caller
/// leaves only when all claimed pieces are reported: it waits for claimed pieces, never for a helper that has not woken up.</para>
/// <para>Helpers are background threads, started when first needed. They spin for at most 100 µs after work, then sleep.
/// A call made while another is running, nested or concurrent, runs inline. Nothing is allocated once the helpers exist.</para>
/// </remarks>
public static unsafe class ForkJoin
{
    internal const int MaxThreads = 256;

    private static readonly long s_spinTicks = Stopwatch.Frequency / 10_000;
    private static readonly Lock s_failureLock = new();
    private static int s_threads = Environment.ProcessorCount;
    private static Helper[] s_helpers = [];
    private static Board s_board;
    private static ExceptionDispatchInfo? s_failure;
    private static int s_failedPiece;

    /// <summary>The largest number of threads that work on one call, the calling thread included; the number of processors to begin with.
    /// It decides how long a result takes, never what it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1…256.</exception>
    public static int Threads
    {
        get => Volatile.Read(ref s_threads);
        set
        {
            if (value is < 1 or > MaxThreads)
                ThrowThreads(value);
            Volatile.Write(ref s_threads, value);
        }
    }

    /// <summary>Runs pieces 0 … <paramref name="pieces"/> − 1 of <paramref name="job"/> and returns when all have run.</summary>
    /// <remarks>If pieces throw, the exception of the first of them by number is thrown here, whatever the number of threads. On one thread
    /// the pieces behind it do not run; on several they do.</remarks>
    internal static void Run<TJob>(int pieces, in TJob job)
        where TJob : struct, IJob, allows ref struct
    {
        // A copy in this frame: `job` itself may stand on the heap and move; this cannot, and the collector keeps its references up to date.
        var local = job;
        int threads = Threads;
        if (pieces <= 1 || threads == 1 || Interlocked.CompareExchange(ref s_board.Busy, 1, 0) != 0)
        {
            for (int piece = 0; piece < pieces; piece++)
                local.Run(piece);
            return;
        }
        Share(pieces, threads, Unsafe.AsPointer(ref local), &Invoke<TJob>);
    }

    private static void Invoke<TJob>(void* job, int piece)
        where TJob : struct, IJob, allows ref struct => Unsafe.AsRef<TJob>(job).Run(piece);

    /// <summary>Publishes a job, helps until no piece is left to claim, and waits for the pieces that others claimed. Owns <c>Busy</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Share(int pieces, int threads, void* job, delegate*<void*, int, void> invoke)
    {
        ref var board = ref s_board;
        int helpers = Math.Min(threads, pieces) - 1;
        var team = s_helpers.Length >= helpers ? s_helpers : Hire(helpers);

        board.Job = job;
        board.Invoke = invoke;
        board.Pieces = pieces;
        board.Done = 0;
        // A full fence, not only a release: Wake must not look at its flag before the ticket can be seen (see Helper.Sleep).
        Interlocked.Exchange(ref board.Ticket, ((long)helpers << 32) | (uint)pieces);
        for (int i = 0; i < helpers; i++)
            team[i].Wake();

        int others = pieces - Work(ref board, 0);
        for (int spins = 1; Volatile.Read(ref board.Done) != others; spins++)
        {
            if (spins % 64 == 0)
                Thread.Yield();
            else
                Thread.SpinWait(1);
        }

        var failure = s_failure;
        s_failure = null;
        Volatile.Write(ref board.Busy, 0);
        failure?.Throw();
    }

    /// <summary>Claims and runs pieces until none is left for this thread; returns how many it ran. Thread 0 is the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Work(ref Board board, int thread)
    {
        int ran = 0;
        while (true)
        {
            long ticket = Volatile.Read(ref board.Ticket);
            int left = (int)ticket;
            if (left == 0 || thread > (int)(ticket >> 32))
                return ran;
            if (Interlocked.CompareExchange(ref board.Ticket, ticket - 1, ticket) != ticket)
                continue;
            int piece = board.Pieces - left;
            try
            {
                board.Invoke(board.Job, piece);
            }
            catch (Exception e)
            {
                Report(e, piece);
            }
            ran++;
        }
    }

    private static void Report(Exception e, int piece)
    {
        lock (s_failureLock)
        {
            if (s_failure is null || piece < s_failedPiece)
                (s_failure, s_failedPiece) = (ExceptionDispatchInfo.Capture(e), piece);
        }
    }

    /// <summary>Starts the helpers that are missing. Only the owner of <c>Busy</c> comes here.</summary>
    private static Helper[] Hire(int count)
    {
        try
        {
            var team = s_helpers;
            int first = team.Length;
            Array.Resize(ref team, count);
            for (int i = first; i < count; i++)
                team[i] = new Helper(i + 1);
            return s_helpers = team;
        }
        catch
        {
            Volatile.Write(ref s_board.Busy, 0);
            throw;
        }
    }

    [DoesNotReturn]
    private static void ThrowThreads(int value) => throw new ArgumentOutOfRangeException(
        nameof(value), value, $"ForkJoin.Threads: got {value}, expected 1 to {MaxThreads} (1 = the calling thread alone).");

    /// <summary>What caller and helpers share. The two counters that threads fight over have cache lines of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Board
    {
        [FieldOffset(128)] public void* Job;
        [FieldOffset(136)] public delegate*<void*, int, void> Invoke;
        [FieldOffset(144)] public int Pieces;
        [FieldOffset(148)] public int Busy;
        [FieldOffset(256)] public long Ticket;
        [FieldOffset(384)] public int Done;
    }

    private sealed class Helper
    {
        private readonly int _number;
        private readonly bool _spins;
        private readonly AutoResetEvent _bell = new(false);
        private int _asleep;

        public Helper(int number)
        {
            _number = number;
            _spins = number < Environment.ProcessorCount;
            new Thread(Serve) { IsBackground = true, Name = $"Fathom {number}" }.UnsafeStart();
        }

        /// <summary>Wakes the helper if it sleeps. The bell rings for whoever takes the flag down.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref _asleep) != 0 && Interlocked.Exchange(ref _asleep, 0) != 0)
                _bell.Set();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Serve()
        {
            ref var board = ref s_board;
            long idleSince = Stopwatch.GetTimestamp();
            while (true)
            {
                int ran = Work(ref board, _number);
                if (ran > 0)
                {
                    Interlocked.Add(ref board.Done, ran);
                    idleSince = Stopwatch.GetTimestamp();
                }
                else if (_spins && Stopwatch.GetTimestamp() - idleSince < s_spinTicks)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    Sleep(ref board);
                    idleSince = Stopwatch.GetTimestamp();
                }
            }
        }

        private void Sleep(ref Board board)
        {
            // Flag up, full fence, then one more look for work; the caller publishes work, full fence, then looks at the flag.
            // One of the two sees the other, so no wake-up is lost.
            Interlocked.Exchange(ref _asleep, 1);
            long ticket = Volatile.Read(ref board.Ticket);
            bool work = (int)ticket != 0 && _number <= (int)(ticket >> 32);
            if (work && Interlocked.Exchange(ref _asleep, 0) != 0)
                return;
            _bell.WaitOne();
        }
    }
}
