namespace Fathom;

/// <summary>A folder that this process alone may write to: a file in it, held open. When the process dies, however, the lock is gone.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string Name = "lock";
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <exception cref="IOException">Another process has it, or the folder cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new IOException($"{folder}: another training is at work in this folder (it holds {path}). Wait for its end, or stop it first.", fault);
        }
    }

    public void Dispose() => _file.Dispose();
}
