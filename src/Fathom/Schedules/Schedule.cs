namespace Fathom;

/// <summary>temp</summary>
public abstract record Schedule
{
    /// <summary>temp</summary>
    public abstract double At(long step);
}
