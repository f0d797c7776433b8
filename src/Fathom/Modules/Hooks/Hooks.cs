namespace Fathom;

/// <summary>Looks into a network while it runs: a hook is called with what a layer gives, or with its gradient, and ends with <c>using</c>.</summary>
/// <remarks><code>
/// using IDisposable hook = model.Hook("encoder.fc1", (layer, output) =&gt; Console.WriteLine($"{layer.Name}: {output.Mean().ToScalar():F3}"));
/// using IDisposable all = model.HookGradient("*", (layer, gradient) =&gt; norms[layer.Name] = gradient.Norm().ToScalar());
/// model.Forward(x);
/// </code>
/// Without a hook nothing is paid. With one, layers that the library would do together (a rectifier and the maximum behind it) are done one by one; not a bit
/// of any result changes. What a hook computes is not recorded, and nothing else hears of it. Hooks, profiles and monitors may be used together.
/// <code>
/// heard     forward in both modes, and backward, on the thread that set the hook; not by a Predictor, which is a snapshot of the model, nor where only shapes are planned
/// a layer   of the library, and all that stands in Sequential, Residual, Ensemble; a layer of your own that another one of yours calls says so: using ModuleScope running = Running();
/// joined    a norm that takes the rectifier behind it into its own pass inside BasicBlock and ResNet gives what is rectified
/// twice     a layer that runs twice calls its hook twice
/// differs   from torch's register_forward_hook: by name, with patterns; values are only lent; results cannot be replaced
/// </code></remarks>
public static class Hooks
{
    /// <summary>Calls <paramref name="hook"/> whenever a layer has run, with what it gave.</summary>
    /// <param name="model">The network.</param>
    /// <param name="name">The path of a layer, as <c>0</c> or <c>encoder.fc1</c>; <c>*</c> stands for any letters: <c>encoder.*</c>.</param>
    /// <param name="hook">What to call. An exception in it ends forward.</param>
    /// <returns>The hook; <see cref="IDisposable.Dispose"/> takes it off, on the same thread.</returns>
    /// <exception cref="ArgumentException">No layer has such a name; the names are listed, the nearest first.</exception>
    public static IDisposable Hook(this Module model, string name, LayerHook hook) => Set(model, name, hook, ofGradients: false);

    /// <summary>Calls <paramref name="hook"/> whenever backward has come to a layer, with the gradient of what the layer gave.</summary>
    /// <inheritdoc cref="Hook"/>
    public static IDisposable HookGradient(this Module model, string name, LayerHook hook) => Set(model, name, hook, ofGradients: true);

    private static HookProbe Set(Module model, string name, LayerHook hook, bool ofGradients)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(hook);
        var probe = new HookProbe(LayerNames.Find(model, name), hook, ofGradients);
        probe.Attach();
        return probe;
    }
}
