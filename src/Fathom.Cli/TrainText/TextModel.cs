using System.Text.Json.Nodes;

namespace Fathom.Cli;

/// <summary>A language model that <c>fathom train text</c> saved: the network, with the characters it knows.</summary>
internal sealed class TextModel
{
    private TextModel(string path, ModelFile file, LanguageModel network, CharacterVocabulary vocabulary)
    {
        (Path, File, Network, Vocabulary) = (path, file, network, vocabulary);
        Training = TrainedModel.ReadTraining(file, path);
    }

    /// <summary>The model file.</summary>
    public string Path { get; }

    public ModelFile File { get; }

    public LanguageModel Network { get; }

    public CharacterVocabulary Vocabulary { get; }

    /// <summary>What is known about its training.</summary>
    public JsonObject Training { get; }

    /// <summary>Characters of a window, as in training.</summary>
    public int Window => Network.Context
        ?? (Training["settings"] is JsonObject settings && settings["context"] is JsonValue asked && asked.TryGetValue(out string? text) && int.TryParse(text, out int context) && context > 0 ? context : TextSettings.UsualContext);

    public ModelSummary Summary => ModelSummary.Of(Network, [1, Window], DType.Int64);

    /// <summary>The numbers of a text's characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where it came from, for what is said of it.</param>
    /// <exception cref="UsageException">It has characters that the model does not know.</exception>
    public long[] Encode(string text, string from)
    {
        try
        {
            return Vocabulary.Encode(text);
        }
        catch (DatasetException fault)
        {
            throw new UsageException($"{from}: {fault.Message} Leave them out, or train on a text that has them.");
        }
    }

    /// <summary>The model of a file if it is one of a text; null for others.</summary>
    /// <exception cref="FileFormatException">The network is none of language, or its vocabulary is damaged or does not fit.</exception>
    public static TextModel? Of(string path, ModelFile file)
    {
        if (!file.Texts.TryGetValue(TextJob.VocabularyKey, out string? characters))
            return null;
        if (file.Model is not LanguageModel network)
            throw new FileFormatException(path, null, "it has a vocabulary, but its network is no language model. Train one with fathom train text.");
        try
        {
            CharacterVocabulary vocabulary = CharacterVocabulary.From(characters);
            return vocabulary.Count == network.Vocabulary ? new TextModel(path, file, network, vocabulary)
                : throw new FileFormatException(path, null, $"the vocabulary has {vocabulary.Count} characters, the network {network.Vocabulary}. They do not belong together; train again.");
        }
        catch (DatasetException fault)
        {
            throw new FileFormatException(path, null, $"its vocabulary is damaged: {fault.Message}", fault);
        }
    }
}
