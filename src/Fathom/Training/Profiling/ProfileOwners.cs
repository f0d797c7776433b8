namespace Fathom;

/// <summary>Which module an operation belongs to: paths, parents, and whose parameters are whose.</summary>
internal sealed class ProfileOwners
{
    private readonly Module _root;
    private readonly Dictionary<Module, Module> _parents = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Cell, List<Module>> _holders = new(ReferenceEqualityComparer.Instance);

    public ProfileOwners(Module root)
    {
        _root = root;
        foreach ((string path, Module module) in root.Descendants())
        {
            Paths.TryAdd(module, path);
            foreach (Part part in module.GetParts())
            {
                if (part.Module is { } child)
                    _parents.TryAdd(child, module);
                else if (!part.Tensor.IsNone)
                    Holders(part.Tensor.Origin.Cell).Add(module);
            }
        }
    }

    /// <summary>Each module's path; of a shared one the first.</summary>
    public Dictionary<Module, string> Paths { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The owner of an operation that just ran, and the module that operations nobody claims belong to from then on.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="running">The module that marked it, or that runs.</param>
    /// <param name="marked">Whether it was marked.</param>
    /// <param name="context">The module that unclaimed operations belonged to before it; null for the running one.</param>
    public (Module Owner, Module? Context) Of(Node node, Module? running, bool marked, Module? context)
    {
        running ??= _root;
        if (marked)
            return (running, Parent(running));
        if (ByParameter(node, running) is { } holder)
            return (holder, holder == running || holder.GetType().Assembly != typeof(Module).Assembly ? holder : Parent(holder));
        return context is not null && IsBelow(context, running) ? (context, context) : (running, null);
    }

    private List<Module> Holders(Cell cell)
    {
        if (!_holders.TryGetValue(cell, out List<Module>? holders))
            _holders[cell] = holders = [];
        return holders;
    }

    private Module? ByParameter(Node node, Module running)
    {
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Inputs[i] is not { } input || !(_holders.TryGetValue(input, out List<Module>? holders) || _holders.TryGetValue(input.Root, out holders)))
                continue;
            foreach (Module holder in holders)
            {
                if (holder == running || IsBelow(holder, running))
                    return holder;
            }
        }

        return null;
    }

    private Module? Parent(Module module) => _parents.GetValueOrDefault(module);

    private bool IsBelow(Module module, Module above)
    {
        for (Module? at = Parent(module); at is not null; at = Parent(at))
        {
            if (at == above)
                return true;
        }

        return false;
    }
}
