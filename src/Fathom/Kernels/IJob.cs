namespace Fathom.Kernels;

/// <summary>Work cut into numbered pieces, for <see cref="ForkJoin"/>. A job may be a <c>ref struct</c> and hold spans.</summary>
internal interface IJob
{
    /// <summary>Does piece number <paramref name="piece"/>; called once for each piece, from any thread, in any order.</summary>
    void Run(int piece);
}
