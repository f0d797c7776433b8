namespace Fathom;

/// <summary>Switches for the recording of operations on this thread, each a scope to dispose.</summary>
public static class Tape
{
    /// <summary>Whether operations on this thread are recorded for backward.</summary>
    public static bool IsRecording => Workspace.Current.Recording;

    /// <summary>Whether operations on this thread only plan shapes: whoever keeps state changes none of it.</summary>
    internal static bool IsPlanning => Workspace.Current.ShapesOnly;

    /// <summary>Inference: inside the scope nothing is recorded, nothing is kept for backward, and results want no gradient.</summary>
    /// <remarks><code>using (Tape.NoGradients()) prediction = model.Forward(x);</code></remarks>
    public static Scope NoGradients() => new(recording: false, shapesOnly: Workspace.Current.ShapesOnly);

    /// <summary>Planning: inside the scope operations work out shapes and types, and refuse wrong ones, without memory or arithmetic.</summary>
    public static Scope ShapesOnly() => new(recording: false, shapesOnly: true);

    /// <summary>Recording on again inside <see cref="NoGradients"/>.</summary>
    public static Scope Gradients() => new(recording: true, shapesOnly: Workspace.Current.ShapesOnly);

    /// <summary>A setting of this thread that ends with <see cref="Dispose"/>, whatever happens inside.</summary>
    public readonly ref struct Scope : IDisposable
    {
        private readonly Workspace _workspace;
        private readonly bool _recording;
        private readonly bool _shapesOnly;

        internal Scope(bool recording, bool shapesOnly)
        {
            _workspace = Workspace.Current;
            _recording = _workspace.Recording;
            _shapesOnly = _workspace.ShapesOnly;
            _workspace.Recording = recording;
            _workspace.ShapesOnly = shapesOnly;
        }

        /// <summary>Restores what was set before.</summary>
        public void Dispose()
        {
            _workspace.Recording = _recording;
            _workspace.ShapesOnly = _shapesOnly;
        }
    }
}
