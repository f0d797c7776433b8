namespace Fathom.Tests.Data;

public sealed class CharacterVocabularyTests
{
    [Fact]
    public void Characters_have_numbers_in_ordinal_order()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.Of("hello world");
        Assert.Equal(" dehlorw", vocabulary.Characters);
        Assert.Equal([3L, 2, 4, 4, 5], vocabulary.Encode("hello"));
        Assert.Equal("hello", vocabulary.Decode(3, 2, 4, 4, 5));
        Assert.Equal(8, vocabulary.Count);
    }

    [Fact]
    public void A_pair_of_surrogates_is_one_character_and_sorts_by_its_value()
    {
        // In UTF-16 order the pair of U+1F600 would come before U+FF21.
        CharacterVocabulary vocabulary = CharacterVocabulary.Of("😀Ａ\r\né");
        Assert.Equal("\n\réＡ😀", vocabulary.Characters);
        Assert.Equal([4L, 3, 1, 0, 2], vocabulary.Encode("😀Ａ\r\né"));
        Assert.Equal("é😀😀", vocabulary.Decode(2, 4, 4));
        Assert.Equal(0x1F600, vocabulary[4].Value);
    }

    [Fact]
    public void A_stored_vocabulary_is_the_same_one()
    {
        CharacterVocabulary made = CharacterVocabulary.Of("To be, or not to be: that is the question.\n😀");
        CharacterVocabulary read = CharacterVocabulary.From(made.Characters);
        Assert.Equal(made.Encode("not the question 😀"), read.Encode("not the question 😀"));
        Assert.Contains("in ordinal order", Assert.Throws<DatasetException>(() => CharacterVocabulary.From("ba")).Message);
        Assert.Contains("lists each character once", Assert.Throws<DatasetException>(() => CharacterVocabulary.From("aab")).Message);
    }

    [Fact]
    public void Unknown_characters_are_named_all_at_once()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.Of("abc\n");
        string message = Assert.Throws<DatasetException>(() => vocabulary.Encode("a😀z\tb z")).Message;
        Assert.Contains("4 characters that were not in the text", message);
        Assert.Contains("U+0009, U+0020, 'z' (U+007A), '😀' (U+1F600)", message);
        Assert.Contains("It knows \"\\u000Aabc\"", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode(-1));
    }

    [Fact]
    public void Text_that_cannot_be_read_is_refused()
    {
        Assert.Contains("empty", Assert.Throws<DatasetException>(() => CharacterVocabulary.Of("")).Message);
        Assert.Contains("half of a surrogate pair at place 2", Assert.Throws<DatasetException>(() => CharacterVocabulary.Of("ab\ud83d")).Message);
        Assert.Empty(CharacterVocabulary.Of("a").Encode(""));
    }
}
