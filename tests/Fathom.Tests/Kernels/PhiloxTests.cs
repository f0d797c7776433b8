using Fathom.Kernels;

namespace Fathom.Tests.Kernels;

public sealed class PhiloxTests
{
    public static TheoryData<int> Widths => [512, 256, 128, 0];

    /// <summary>Random123, kat_vectors, philox4x32 with 10 rounds.</summary>
    [Fact]
    public void The_block_function_gives_the_published_vectors()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0, 0, 0, 0));
        const uint f = uint.MaxValue;
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu), Philox.Block(f, f, f, f, f, f));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_gives_the_words_of_the_block_function(int width)
    {
        foreach (ulong block in (ulong[])[0, 1, 0xFFFFFFFA, (1ul << 62) - 5, 0x0123456789ABCDEF])
        {
            for (uint plane = 0; plane < 2; plane++)
            {
                const ulong seed = 0xFEDCBA9876543210, stream = 0xA5A5A5A512345678;
                uint[] words = new uint[4 * Philox.Step];
                Philox.FillAt(width, words, seed, stream, block, plane);
                for (int i = 0; i < words.Length; i++)
                    Assert.Equal(Philox.Word(seed, stream, 4 * block + (ulong)i, plane), words[i]);
                uint[] chosen = new uint[words.Length];
                Philox.Fill(chosen, seed, stream, block, plane);
                Assert.Equal(words, chosen);
            }
        }
    }

    [Fact]
    public void A_word_is_that_of_the_counter_and_key_the_documentation_names()
    {
        var (w0, w1, w2, w3) = Philox.Block(0x89ABCDEF, 0x01234567 | (1u << 30), 7, 9, 3, 5);
        ulong index = 4 * 0x0123456789ABCDEFul;
        Assert.Equal([w0, w1, w2, w3], Enumerable.Range(0, 4).Select(i => Philox.Word((5ul << 32) | 3, (9ul << 32) | 7, index + (ulong)i, 1)));
    }
}
