using System.Reflection;

namespace Fathom.Tests.Architecture;

public sealed class RandomnessTests
{
    /// <summary>Checkpoints, the learning-rate finder and the gradient check wind streams back: they find them by the interface.</summary>
    [Fact]
    public void Every_module_that_holds_a_random_stream_says_so()
    {
        Type[] silent = [.. typeof(Module).Assembly.GetTypes().Where(type => typeof(Module).IsAssignableFrom(type) && !typeof(IRandom).IsAssignableFrom(type)
            && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Any(field => field.FieldType == typeof(Rng)))];
        Assert.True(silent.Length == 0, $"These modules draw random numbers without implementing {nameof(IRandom)}: {string.Join(", ", silent.Select(type => type.Name))}.");
        Assert.True(typeof(IRandom).IsAssignableFrom(typeof(Dropout)));
    }
}
