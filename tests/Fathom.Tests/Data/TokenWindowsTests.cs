namespace Fathom.Tests.Data;

public sealed class TokenWindowsTests
{
    private static readonly long[] s_text = [.. Enumerable.Range(0, 11).Select(i => (long)i)];

    [Fact]
    public void Consecutive_windows_cover_the_text_once_and_their_targets_follow_each_token()
    {
        var data = new Dataset(TokenWindows.Consecutive(s_text, 3));
        Assert.Equal(3, data.Count);
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 8], data.X.ToArray<long>());
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8, 9], data.Y.ToArray<long>());
        Assert.Equal(1, TokenWindows.Consecutive(s_text, 10).Count);
    }

    [Fact]
    public void Random_windows_are_new_in_each_epoch_the_same_for_a_seed_and_begin_everywhere()
    {
        var data = new Dataset(TokenWindows.Random(s_text, 3, 400));
        long[] Starts(ulong seed, int batch, int epochs)
        {
            var rng = new Rng(seed);
            for (int i = 1; i < epochs; i++)
                Drain(data, batch, rng);
            return Drain(data, batch, rng);
        }

        long[] first = Starts(1, 400, 1);
        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => (long)i)], first.Distinct().Order());
        Assert.All(first.GroupBy(start => start), group => Assert.InRange(group.Count(), 20, 90));          // 50 expected of each
        Assert.Equal(first, Starts(1, 7, 1));
        Assert.NotEqual(first, Starts(2, 400, 1));
        Assert.NotEqual(first, Starts(1, 400, 2));
        Assert.Equal(data.Batches(400).Single().X.ToArray<long>(), data.Batches(400).Single().X.ToArray<long>());
    }

    [Fact]
    public void A_text_shorter_than_a_window_is_refused_with_numbers()
    {
        Assert.Contains("the text has 11 tokens; windows of 11 need at least 12", Assert.Throws<DatasetException>(() => TokenWindows.Consecutive(s_text, 11)).Message);
        Assert.Contains("the text has 0 tokens", Assert.Throws<DatasetException>(() => TokenWindows.Random([], 64, 5)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenWindows.Random(s_text, 3, 0));
    }

    private static long[] Drain(Dataset data, int batch, Rng rng) =>
        [.. data.Batches(batch, shuffle: true, rng: rng).SelectMany(rows => Enumerable.Range(0, rows.Count).Select(i => rows.X.ToArray<long>()[i * 3]))];
}
