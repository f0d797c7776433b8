namespace Fathom;

/// <summary>An activation without settings: its name and its function are all a file or a reader needs.</summary>
/// <typeparam name="TSelf">The activation itself.</typeparam>
public abstract class FixedActivation<TSelf> : Activation, ILayer<TSelf>
    where TSelf : FixedActivation<TSelf>, new()
{
    static string ILayer<TSelf>.Name => typeof(TSelf).Name;

    static TSelf ILayer<TSelf>.Create(Settings settings) => new();

    void ILayer<TSelf>.Describe(Settings settings)
    {
    }
}
