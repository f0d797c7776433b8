namespace Fathom;

/// <summary>One finding of the doctor on a page.</summary>
internal sealed class FindingBlock(Finding finding) : IReportBlock
{
    public void WriteHtml(HtmlText html)
    {
        string weight = finding.Weight.ToString().ToLowerInvariant();
        html.Raw($"<article class=\"finding {weight}\"><h3><small>{weight}</small>").Text(finding.What).Raw("</h3>\n<dl>");
        foreach ((string name, string text) in new[] { ("evidence", finding.Evidence), ("why it hurts", finding.Why), ("change", finding.Change), ("expect", finding.Effect), ("more", finding.Page.Length > 0 ? $"handbook {finding.Page}; {finding.Id}" : finding.Id) })
        {
            if (text.Length > 0)
                html.Raw("<dt>").Text(name).Raw("</dt><dd>").Text(text).Raw("</dd>");
        }

        html.Raw("</dl></article>\n");
    }
}
