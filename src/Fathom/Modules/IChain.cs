namespace Fathom;

/// <summary>A layer whose forward is its parts one after another: a summary shows them instead of it.</summary>
internal interface IChain;
