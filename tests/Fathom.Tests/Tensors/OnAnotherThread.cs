using System.Runtime.ExceptionServices;

namespace Fathom.Tests.Tensors;

/// <summary>Runs work on a thread of its own, with a workspace of its own, and hands its exception back.</summary>
internal static class OnAnotherThread
{
    public static void Run(Action work, int stackBytes = 0)
    {
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    error = ExceptionDispatchInfo.Capture(e);
                }
            },
            stackBytes);
        thread.Start();
        thread.Join();
        error?.Throw();
    }
}
