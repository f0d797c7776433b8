namespace Fathom;

/// <summary>A figure of an evaluation: how good a network is, in one number.</summary>
/// <param name="Key">Its short name, as in run.json: <c>roc_auc</c>.</param>
/// <param name="Name">What people call it: <c>ROC-AUC</c>.</param>
/// <param name="Value">Its value; NaN where it does not exist.</param>
/// <param name="Shown">Its value as it is shown.</param>
/// <param name="Meaning">What it says, in a few words.</param>
/// <param name="IsHeadline">Whether it belongs at the head of a page.</param>
public sealed record ReportFigure(string Key, string Name, double Value, string Shown, string Meaning = "", bool IsHeadline = false);
