using System.Xml.Linq;

namespace Fathom.Tests.Reports;

public sealed class ImageGalleryTests
{
    [Fact]
    public void Pictures_stand_in_the_page_itself_with_captions_that_are_escaped()
    {
        var html = new HtmlText();
        new ImageGallery().Add([0, 255], [1, 1, 2], "9, read as <4>", "loss 3.2 & more").Add(new byte[12], [3, 2, 2], "red").WriteHtml(html);
        var page = XElement.Parse(html.ToString());
        XElement[] pictures = [.. page.Descendants("img")];
        Assert.Equal(["9, read as <4>", "red"], pictures.Select(picture => (string)picture.Attribute("alt")!));
        Assert.Equal(["96", "48"], [(string)pictures[0].Attribute("width")!, (string)pictures[0].Attribute("height")!]);
        Assert.All(pictures, picture => Assert.Equal("iVBORw0KGgo", ((string)picture.Attribute("src")!)["data:image/png;base64,".Length..][..11]));
        Assert.Contains("loss 3.2 & more", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_without_three_axes_is_refused() =>
        Assert.Contains("(C, H, W), got (2,)", Assert.Throws<ArgumentException>(() => new ImageGallery().Add([0, 1], [2], "x")).Message, StringComparison.Ordinal);
}
