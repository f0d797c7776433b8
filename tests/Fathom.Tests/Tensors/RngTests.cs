namespace Fathom.Tests.Tensors;

public sealed class RngTests
{
    [Fact]
    public void The_bits_of_a_seed_and_of_its_named_forks_never_change()
    {
        Assert.Equal([0x3F1CEAF0, 0x3EEFEA92, 0x3D95FA80], Bits(new Rng(42)));
        Assert.Equal([0x3D8EDF90, 0x3E1EA264, 0x3F0AD682], Bits(new Rng(42).Fork("weights")));
        Assert.Equal([0x3F146443, 0x3F360832, 0x3F20AE83], Bits(new Rng(42).Fork("dropout")));
        Assert.Equal([0x3E6B7874, 0x3F0D7E55, 0x3E1ABF34], Bits(new Rng(42).Fork("weights").Fork("dropout")));
    }

    [Fact]
    public void A_named_fork_does_not_depend_on_what_was_drawn_before()
    {
        var rng = new Rng(5);
        Rng before = rng.Fork("a");
        rng.NextDouble();
        Assert.Equal(before.Stream, rng.Fork("a").Stream);
        Assert.NotEqual(before.Stream, rng.Fork("b").Stream);
        Assert.Equal((5ul, 0ul), (before.Seed, before.Counter));
        Assert.Equal(1ul, rng.Counter);
    }

    [Fact]
    public void Unnamed_forks_are_one_stream_for_each_call()
    {
        var rng = new Rng(5);
        Assert.NotEqual(rng.Fork().Stream, rng.Fork().Stream);
        Assert.Equal(2ul, rng.Counter);
    }

    [Fact]
    public void Take_reserves_values_and_every_draw_takes_its_length()
    {
        var rng = new Rng(3);
        Assert.Equal(0ul, rng.Take(7));
        Assert.Equal(7ul, rng.Take(1));
        rng.Normal([5]);
        rng.Permutation(4);
        Assert.Equal(17ul, rng.Counter);
        Assert.Equal("Rng(seed 3, stream 0, counter 17)", rng.ToString());
    }

    [Fact]
    public void Two_threads_never_take_the_same_values()
    {
        var rng = new Rng(3);
        ulong[] taken = new ulong[2000];
        Parallel.For(0, taken.Length, i => taken[i] = rng.Take(3));
        Assert.Equal(Enumerable.Range(0, taken.Length).Select(i => 3 * (ulong)i), taken.Order());
    }

    [Fact]
    public void A_restored_state_continues_with_the_same_bits()
    {
        Rng rng = new Rng(9).Fork("data");
        rng.Normal([13]);
        var restored = new Rng(rng.Seed, rng.Stream, rng.Counter);
        ulong counter = rng.Counter;
        uint[] next = Bits(rng);
        Assert.Equal(next, Bits(restored));
        rng.Counter = counter;
        Assert.Equal(next, Bits(rng));
    }

    [Fact]
    public void The_default_generator_is_there_and_advances()
    {
        Rng rng = Rng.Default;
        ulong before = rng.Counter;
        rng.NextDouble();
        Assert.True(rng.Counter > before);
        Assert.Equal(0ul, rng.Stream);
    }

    private static uint[] Bits(Rng rng) => [.. rng.Uniform([3]).ToArray<float>().Select(BitConverter.SingleToUInt32Bits)];
}
