namespace Fathom.Tests.Docs;

public sealed class ApiNamesTests
{
    [Theory]
    [InlineData("Linear", true)]
    [InlineData("Loss.CrossEntropy", true)]
    [InlineData("Tensor.Softmax", true)]
    [InlineData("Tensor.Shape", true)]
    [InlineData("IOp", true)]
    [InlineData("Liner", false)]
    [InlineData("Loss.CrossEntropi", false)]
    [InlineData("Tensor.Softmacks", false)]
    [InlineData("Linear.Weight.Shape", false)]
    public void Names_are_found_when_they_exist(string name, bool exists) => Assert.Equal(exists, ApiNames.Exists(name));
}
