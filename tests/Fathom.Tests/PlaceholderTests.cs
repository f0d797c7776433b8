namespace Fathom.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Builds() => Assert.Equal(4, 2 + 2);
}
