using System.Runtime.InteropServices;

namespace Fathom;

/// <summary>The steps of an atomic write, one call to the system each; tests make each of them fail in turn.</summary>
internal partial class FileSteps
{
    /// <summary>Opens the temporary file.</summary>
    public virtual Stream Create(string path, FileStreamOptions options) => new FileStream(path, options);

    /// <summary>Brings the content to the disk itself: without it a crash can leave a file of the right size full of zeros.</summary>
    public virtual void Flush(Stream stream)
    {
        if (stream is FileStream file)
            file.Flush(flushToDisk: true);
        else
            stream.Flush();
    }

    /// <summary>Puts the temporary file in the place of the target.</summary>
    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Removes the temporary file after a failure; what cannot be removed stays, its name says what it is.</summary>
    public virtual void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }

    /// <summary>Makes the rename durable where the system has a call for it (.NET has none: dotnet/runtime #32600).</summary>
    public virtual void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS() && !OperatingSystem.IsFreeBSD())
            return;
        int handle = Open(folder, 0);           // 0 = O_RDONLY everywhere
        if (handle < 0)
            return;
        _ = FSync(handle);                      // the new content stands already; some file systems refuse this for folders
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
