namespace Fathom;

/// <summary>The layer whose values a hook gets.</summary>
/// <param name="Name">Its path in the model, as <c>encoder.fc1</c>.</param>
/// <param name="Module">The layer.</param>
public readonly record struct HookedLayer(string Name, Module Module);
