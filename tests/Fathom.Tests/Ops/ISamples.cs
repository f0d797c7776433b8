namespace Fathom.Tests.Ops;

/// <summary>The samples of a family of operations. Every implementation in this assembly is found by reflection.</summary>
public interface ISamples
{
    IEnumerable<Sample> All { get; }
}
