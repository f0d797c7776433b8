namespace Fathom;

/// <summary>Pictures that belong together.</summary>
/// <param name="Caption">What they show.</param>
/// <param name="Pictures">The pictures.</param>
public sealed record ReportPictures(string Caption, IReadOnlyList<ReportPicture> Pictures);
