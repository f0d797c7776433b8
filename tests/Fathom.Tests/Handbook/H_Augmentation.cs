using Fathom.Kernels;

namespace Fathom.Tests.Handbook;

/// <summary>Handbook H5 to H7: augmentation of images, texts and sound.</summary>
public sealed class H_Augmentation
{
    [Fact]
    public void H5_Targets_of_mixup_are_blended_as_features_are()
    {
        // λ = 0.7 of a cat (class 0) with a dog (class 2); 0.25 of the dog with the cat
        Tensor x = Tensor.From([1.0, 2, 5, 10], [2, 2]), y = Tensor.From([1.0, 0, 0, 0, 0, 1], [2, 3]);
        Tensor partners = Tensor.From([1L, 0]), lambda = Tensor.From(0.7, 0.25);
        Close([2.2, 4.4, 2, 4], Mixup.Blend(x, partners, lambda));
        Close([0.7, 0, 0.3, 0.75, 0, 0.25], Mixup.Blend(y, partners, lambda));
    }

    [Theory]
    [InlineData(4, 4, 0.75, 2, 2, 4, 4, 0.84)] // side ½ of 10 is 5, half of it 2: 4 × 4 of 100 pixels
    [InlineData(0, 9, 0.75, 0, 7, 2, 3, 0.94)] // at the corner 2 × 3 are left: the target follows the true area, not λ
    [InlineData(5, 0, 0.36, 1, 0, 8, 4, 0.68)] // side .8 of 10 is 8: half of the width is cut off
    [InlineData(5, 5, 0.0, 0, 0, 10, 10, 0.0)] // all of the other image
    [InlineData(5, 5, 1.0, 5, 5, 0, 0, 1.0)] // nothing of it
    public void H5_CutMix_weighs_targets_by_the_area_that_stayed(int centreI, int centreJ, double lambda, int top, int left, int height, int width, double kept)
    {
        CutMix.Patch patch = CutMix.Patch.About(centreI, centreJ, lambda, 10, 10);
        Assert.Equal(new CutMix.Patch(top, left, height, width), patch);
        Assert.Equal(kept, patch.Kept(10, 10), 1e-12);
    }

    [Fact]
    public void H5_CutMix_pastes_a_rectangle_of_the_partner()
    {
        Tensor x = Tensor.Range(0, 24).Reshape(2, 1, 3, 4), mixed = x.Copy();
        CutMix.Paste(x, mixed, row: 0, from: 1, new CutMix.Patch(1, 2, 2, 2));
        Assert.Equal([0, 1, 2, 3, 4, 5, 18, 19, 8, 9, 22, 23, .. Enumerable.Range(12, 12).Select(i => (float)i)], mixed.ToArray<float>());
    }

    [Fact]
    public void H5_CutMix_of_a_batch_gives_each_class_the_share_of_pixels_it_has()
    {
        // Every pixel of an image is its label, so that pixels can be counted; two channels, as rectangles go through all of them.
        const int rows = 40, classes = 5;
        Tensor labels = Tensor.From([.. Enumerable.Range(0, rows).Select(i => (long)(i % classes))], [rows]);
        Tensor x = Tensor.Zeros([rows, 2, 6, 7]);
        for (int i = 0; i < rows; i++)
            x[i].Fill(i % classes);
        (Tensor mixedX, Tensor mixedY) = new CutMix().Apply(x, labels, classes, new Rng(1));
        for (int i = 0; i < rows; i++)
        {
            float[] pixels = mixedX[i].ToArray<float>();
            for (int label = 0; label < classes; label++)
                Assert.Equal(pixels.Count(pixel => pixel == label) / (double)pixels.Length, mixedY.GetElement((i * classes) + label), 1e-6);
        }

        Assert.Contains(mixedY.ToArray<float>(), share => share is > 0.1f and < 0.9f);
        Assert.Equal(mixedX.ToArray<float>(), new CutMix().Apply(x, labels, classes, new Rng(1)).X.ToArray<float>());
        Assert.True(double.IsFinite(Loss.SoftCrossEntropy(Tensor.Zeros([rows, classes]), mixedY).ToScalar()));
    }

    [Fact]
    public void H5_An_alpha_next_to_0_keeps_whole_rows()
    {
        (Tensor x, _) = new Mixup(1e-320).Apply(Tensor.From([1f, 2, 3, 4], [4, 1]), Tensor.From(0L, 1, 0, 1), 2, new Rng(1));
        Assert.All(x.ToArray<float>(), value => Assert.True(value is 1 or 2 or 3 or 4));
    }

    [Fact]
    public void H5_CutMix_says_what_it_cannot_do()
    {
        Tensor x = Tensor.Zeros([2, 3]), labels = Tensor.From(0L, 1);
        Assert.Contains("expected images (N, C, H, W)", Assert.Throws<ShapeException>(() => new CutMix().Apply(x, labels, 2)).Message);
        Assert.Contains("CutMix: y is label 1 in row 1", Assert.Throws<ShapeException>(() => new CutMix().Apply(Tensor.Zeros([2, 1, 2, 2]), labels, 1)).Message);
        Assert.Contains("alpha is -1", Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix(-1)).Message);
    }

    [Fact]
    public void H6_Masking_hides_as_many_words_as_p_says_and_by_BERTs_rule_80_10_10()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 20_000));
        string[] plain = new TokenMasking(0.15).Apply(text, new Rng(1)).Split(' ');
        Assert.Equal(0.15, plain.Count(word => word == "[MASK]") / 20_000.0, 0.008);
        string[] bert = TokenMasking.Bert(["other"], p: 0.5).Apply(text, new Rng(2)).Split(' ');
        Assert.Equal(0.5 * 0.8, bert.Count(word => word == "[MASK]") / 20_000.0, 0.01);
        Assert.Equal(0.5 * 0.1, bert.Count(word => word == "other") / 20_000.0, 0.006);
        Assert.Equal(20_000, bert.Length);
    }

    [Fact]
    public void H6_Masked_tokens_are_to_be_guessed_and_no_others()
    {
        Tensor tokens = Tensor.From([.. Enumerable.Range(0, 20_000).Select(i => 1L + (i % 9))], [200, 100]);
        (Tensor x, Tensor y) = TokenMasking.OfTokens(tokens, mask: 0, vocabulary: 10, p: 0.2, rng: new Rng(1));
        long[] was = tokens.ToArray<long>(), shown = x.ToArray<long>(), wanted = y.ToArray<long>();
        Assert.All(Enumerable.Range(0, was.Length), i => Assert.True(wanted[i] == -100 ? shown[i] == was[i] : wanted[i] == was[i]));
        int chosen = wanted.Count(token => token != -100);
        Assert.Equal(0.2, chosen / 20_000.0, 0.01);
        Assert.Equal(0.8 + (0.1 / 10), shown.Count(token => token == 0) / (double)chosen, 0.02); // one in ten replacements draws the mask itself
        Assert.Equal(0.1 + (0.1 / 10), Enumerable.Range(0, was.Length).Count(i => wanted[i] != -100 && shown[i] == was[i]) / (double)chosen, 0.02);
        Tensor loss = Loss.CrossEntropy(Tensor.Zeros([20_000, 10]), y.Reshape(20_000));
        Assert.Equal(Math.Log(10), loss.ToScalar(), 1e-5);
    }

    [Fact]
    public void H6_Deleting_leaves_sentences_and_at_least_one_word()
    {
        const string text = "The quick, brown fox jumps over the lazy dog. It barks!";
        var seen = new HashSet<string>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            string less = new RandomDeletion(0.3).Apply(text, new Rng(seed));
            seen.Add(less);
            Assert.DoesNotContain("  ", less);
            Assert.DoesNotContain(" ,", less);
            Assert.DoesNotContain(" .", less);
            Assert.True(char.IsUpper(less.First(char.IsLetter)), less);
        }

        Assert.Contains("Quick, brown fox jumps over the lazy dog. It barks!", seen.Concat(Enumerable.Range(300, 20_000).Select(seed => new RandomDeletion(0.05).Apply(text, new Rng((ulong)seed)))));
        Assert.True(seen.Count > 200);
        Assert.Matches(@"^\w+[ ,.!]*$", new RandomDeletion(1).Apply("One two three.", new Rng(1)));
        Assert.Equal("... !", new RandomDeletion(1).Apply("... !"));
        Assert.Equal(0.1, 1 - (new RandomDeletion().Apply(string.Join(' ', Enumerable.Repeat("a", 20_000)), new Rng(3)).Split(' ').Length / 20_000.0), 0.01);
    }

    [Fact]
    public void H6_Synonyms_take_the_case_of_the_word_they_replace()
    {
        var table = new Dictionary<string, string[]> { ["quick"] = ["fast"], ["dog"] = ["hound"], ["big"] = ["very large"] };
        var always = new SynonymReplacement(table, p: 1);
        Assert.Equal("The fast Hound, \u201cFAST!\u201d Very large? don't-quick.", always.Apply("The quick Dog, \u201cQUICK!\u201d Big? don't-quick."));
        Assert.Equal("The quick Dog", new SynonymReplacement(table, p: 0).Apply("The quick Dog"));
        var two = new SynonymReplacement(new Dictionary<string, string[]> { ["a"] = ["b", "c"] }, p: 0.5);
        string[] words = two.Apply(string.Join(' ', Enumerable.Repeat("a", 8000)), new Rng(1)).Split(' ');
        Assert.All([("a", 0.5), ("b", 0.25), ("c", 0.25)], share => Assert.Equal(share.Item2, words.Count(word => word == share.Item1) / 8000.0, 0.02));
    }

    [Fact]
    public void H6_Words_swap_places_and_any_function_is_a_transform()
    {
        Assert.Equal("Cat the.", new RandomSwap().Apply("The cat."));
        string swapped = new RandomSwap(1).Apply("one two three four five", new Rng(1));
        Assert.NotEqual("one two three four five", swapped);
        Assert.Equal(["five", "four", "one", "three", "two"], swapped.Split(' ').Order());

        // back-translation, as a stand-in: what an own function does stays its own
        var back = new TextFunction(text => text.Replace("kid", "child", StringComparison.Ordinal));
        Assert.Equal("CHILD", (back + new TextFunction(text => text.ToUpperInvariant())).Apply("kid"));
        string[] half = new TextFunction(_ => "x", p: 0.5).ApplyAll([.. Enumerable.Repeat("y", 2000)], new Rng(1));
        Assert.Equal(0.5, half.Count(text => text == "x") / 2000.0, 0.05);
        Assert.Equal(half[..7], new TextFunction(_ => "x", p: 0.5).ApplyAll([.. Enumerable.Repeat("y", 7)], new Rng(1)));
        Assert.Contains("the function gave null", Assert.Throws<InvalidOperationException>(() => new TextFunction((string _) => null!).Apply("y")).Message);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void H7_Stretching_changes_the_length_and_not_the_pitch(double rate)
    {
        Tensor tone = Sine(440, 8192);
        Tensor stretched = TimeStretch.Of(tone, rate);
        Assert.Equal(Math.Round(8192 / rate), stretched.Length);
        Assert.Equal(440, Pitch(stretched.ToArray<float>()), Sampling / 4096.0);
        Assert.Equal(0.5, stretched.ToArray<float>()[1024..4096].Average(v => v * v), 0.03); // as loud as before
        if (rate == 1)
            Assert.All(tone.ToArray<float>().Zip(stretched.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Theory]
    [InlineData(-12)]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(7)]
    public void H7_Shifting_the_pitch_multiplies_frequencies_by_powers_of_two_and_keeps_the_length(double semitones)
    {
        Tensor shifted = new PitchShift((semitones, semitones)).Apply(Sine(440, 8192));
        Assert.Equal([8192], shifted.Shape.ToArray());
        Assert.Equal(440 * Math.Pow(2, semitones / 12), Pitch(shifted.ToArray<float>()), Sampling / 4096.0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(30)]
    public void H7_Noise_is_as_far_below_the_signal_as_asked_for(double decibels)
    {
        float[] signal = Sine(200, 4000).ToArray<float>(), noisy = new AddNoise((decibels, decibels)).Apply(Tensor.From(signal), new Rng(1)).ToArray<float>();
        double power = signal.Sum(v => (double)v * v), noise = noisy.Zip(signal).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
        Assert.Equal(decibels, 10 * Math.Log10(power / noise), 0.01);
        Assert.Equal(new float[9], new AddNoise().Apply(Tensor.Zeros([9])).ToArray<float>());
    }

    [Fact]
    public void H7_A_shift_rolls_round_or_lets_silence_in()
    {
        float[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        var rolled = new HashSet<int>();
        var rng = new Rng(1);
        for (int i = 0; i < 200; i++)
        {
            float[] y = new RandomShift(0.25, roll: true).Apply(Tensor.From(x), rng).ToArray<float>(), z = new RandomShift(0.25).Apply(Tensor.From(x), rng).ToArray<float>();
            int shift = Array.IndexOf(y, 1f);
            rolled.Add(shift > 4 ? shift - 8 : shift);
            Assert.All(Enumerable.Range(0, 8), t => Assert.Equal(x[t], y[(t + shift) % 8]));
            int silent = z.Count(value => value == 0);
            Assert.InRange(silent, 0, 2);
            Assert.Equal(x.Skip(z[0] == 0 ? 0 : silent).Take(8 - silent), z.Where(value => value != 0));
        }

        Assert.Equal([-2, -1, 0, 1, 2], rolled.Order());
    }

    [Fact]
    public void H7_Channels_change_alike_and_signals_of_a_batch_differ()
    {
        Tensor stereo = Sine(300, 2000).Reshape(1, 1, 2000).Expand([3, 2, 2000]);
        Augmentation all = new TimeStretch() + new PitchShift(2) + new RandomShift(0.2);
        Tensor changed = all.ApplyRows(stereo, new Rng(1));
        Assert.Equal([3, 2, 2000], changed.Shape.ToArray());
        Assert.Equal(changed[0][0].ToArray<float>(), changed[0][1].ToArray<float>());
        Assert.NotEqual(changed[0].ToArray<float>(), changed[1].ToArray<float>());
        Assert.Equal(changed.ToArray<float>(), all.ApplyRows(stereo, new Rng(1)).ToArray<float>());
        Assert.All((new TimeStretch((0.3, 3), window: 64) + new PitchShift(24, window: 64)).ApplyRows(new Rng(1).Normal([20, 5]), new Rng(2)).ToArray<float>(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void H7_They_say_what_they_cannot_do()
    {
        Assert.Contains("factors from 0.01 to 100", Assert.Throws<ArgumentOutOfRangeException>(() => new TimeStretch((0, 2))).Message);
        Assert.Contains("window is 1000; expected a power of two", Assert.Throws<ArgumentOutOfRangeException>(() => new PitchShift(2, window: 1000)).Message);
        Assert.Contains("at most 48 semitones", Assert.Throws<ArgumentOutOfRangeException>(() => new PitchShift(60)).Message);
        Assert.Contains("expected (…, T), at least one value", Assert.Throws<ShapeException>(() => new RandomShift().Apply(Tensor.Zeros([]))).Message);
        Assert.Contains("decibels from -200 to 200", Assert.Throws<ArgumentOutOfRangeException>(() => new AddNoise((-5000, 20))).Message);
        Assert.Contains("share is 2", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomShift(2)).Message);
    }

    private const int Sampling = 8000;

    private static Tensor Sine(double frequency, int length) => Tensor.From([.. Enumerable.Range(0, length).Select(t => (float)Math.Sin(2 * Math.PI * frequency * t / Sampling))], [length]);

    /// <summary>The frequency with the most power in 4,096 samples of the middle.</summary>
    private static double Pitch(float[] signal)
    {
        const int n = 4096;
        double[] real = new double[n], imaginary = new double[n];
        for (int t = 0; t < n; t++)
            real[t] = signal[t + ((signal.Length - n) / 2)] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * t / n)));
        new Fft(n).Forward(real, imaginary);
        return Enumerable.Range(0, n / 2).MaxBy(k => (real[k] * real[k]) + (imaginary[k] * imaginary[k])) * (double)Sampling / n;
    }

    private static void Close(double[] expected, Tensor actual, double tolerance = 1e-9) =>
        Assert.Equal(expected, actual.ToArray<double>(), (a, b) => Math.Abs(a - b) <= tolerance);
}
