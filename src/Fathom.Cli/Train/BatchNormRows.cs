namespace Fathom.Cli;

/// <summary>Batch normalization learns nothing from one row alone: which batches that concerns.</summary>
internal static class BatchNormRows
{
    /// <summary>Whether a single row would be left at an epoch's end. It is left out, another one each epoch, and that is said.</summary>
    /// <param name="settings">Knows the batch.</param>
    /// <param name="options">Know the micro-batch.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="noun">What a row is called.</param>
    /// <param name="notices">Receives what is to be said.</param>
    /// <exception cref="UsageException">Batches, or parts of them, have one row.</exception>
    public static bool LeaveOneOut(StepSettings settings, RunOptions options, int rows, string noun, ICollection<Notice> notices)
    {
        if (settings.Batch == 1)
            throw new UsageException("--normalization batch looks at the rows of a batch together, but there is one row a batch. Use batches of at least 2 rows (32 or more are advised), or --normalization layer.");
        bool leaves = rows % settings.Batch == 1;
        if (leaves)
            notices.Add(new Notice(NoticeKind.Note, $"{Plural.Of(rows, noun)} in batches of {settings.Batch:N0} leave a single {noun}, of which batch normalization learns nothing: it is left out, another one each epoch."));
        CheckMicroBatch(options.MicroBatch, Math.Min(settings.Batch, rows), leaves ? 0 : rows % settings.Batch);
        return leaves;
    }

    /// <summary>Batch normalization refuses parts of one row as it refuses batches of one.</summary>
    private static void CheckMicroBatch(int? parts, int full, int last)
    {
        if (parts is not { } micro)
            return;
        int[] batches = [full, last];
        foreach (int batch in batches.Where(rows => LeavesAPartOfOne(rows, micro)))
        {
            int fits = Enumerable.Range(micro + 1, full).First(size => !batches.Any(rows => LeavesAPartOfOne(rows, size)));
            throw new UsageException($"--micro-batch {micro} leaves a part of one row in batches of {batch:N0}, from which --normalization batch cannot learn. Take another size, for example --micro-batch {fits}, or --normalization layer.");
        }

        static bool LeavesAPartOfOne(int rows, int micro) => rows > 0 && (micro == 1 || (rows > 1 && rows % micro == 1));
    }
}
