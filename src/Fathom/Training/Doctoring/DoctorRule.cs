namespace Fathom;

/// <summary>One thing that can be wrong with data, a network or its training, and how to notice it: one file each, listed in <see cref="DoctorRules"/>.</summary>
internal abstract class DoctorRule
{
    /// <summary>Its identifier: words joined by hyphens, never changed once published.</summary>
    public abstract string Id { get; }

    /// <summary>What it is called in lists.</summary>
    public abstract string Title { get; }

    /// <summary>Why it hurts, in a sentence or two.</summary>
    public abstract string Why { get; }

    /// <summary>What to expect of the change.</summary>
    public abstract string Effect { get; }

    /// <summary>The row of the handbook that explains it.</summary>
    public abstract string Page { get; }

    /// <summary>How much it matters.</summary>
    public virtual FindingWeight Weight => FindingWeight.Warning;

    /// <summary>Its place among findings of one weight: a cause before what follows from it.</summary>
    public virtual int Order => 100;

    /// <summary>A finding of this fault.</summary>
    internal Finding Found(string what, string evidence, string change, string place = "", FindingWeight? weight = null) =>
        new(Id, weight ?? Weight, Sentence(what), Sentence(evidence), Why, Page, change, Effect) { Order = Order, Place = place };

    private static string Sentence(string text) => text.Length > 0 && char.IsAsciiLetterLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
