namespace Fathom;

/// <summary>The learning rate of one step.</summary>
/// <param name="Step">The step, counted over all epochs, from 1.</param>
/// <param name="Rate">The rate that the optimizer used in it.</param>
public readonly record struct RatePoint(long Step, double Rate);
