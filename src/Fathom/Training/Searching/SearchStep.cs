namespace Fathom;

/// <summary>What a search wants to know next.</summary>
/// <param name="Trial">The trial to train.</param>
/// <param name="Rung">The rung, from 0.</param>
/// <param name="Resource">How long: epochs, counted from the start of the training.</param>
public sealed record SearchStep(SearchTrial Trial, int Rung, int Resource);
