using System.Buffers;
using System.Globalization;

namespace Fathom;

/// <summary>A table's row as a network takes it: numbers as they are, categories, given as codes, as learned vectors. y = [x of the numbers, W₁[x], W₂[x], …].</summary>
/// <remarks><code>
/// formula   y = concat(the numbers of x, Wⱼ[code of x] for each column j of categories)
/// shapes    x (N, F) → y (N, numbers + Σ Dⱼ)      Wⱼ (Kⱼ, Dⱼ)
/// codes     whole numbers 0…K − 1 in floating-point columns: 0 for a category that is unknown, 1 for a missing one, the categories from 2 on; a number between is rounded, any other and NaN counts as 0
/// size      D = min(50, (k + 1) / 2), rounded down, of k = K − 2 categories, at least 1, unless given
/// names     embeddings.0.weight, embeddings.1.weight, … in the order of the columns
/// start     N(0, 1); unknown and missing 0, the mean of the others, so that they say nothing until they are trained
/// source    Guo and Berkhahn 2016, "Entity embeddings of categorical variables", arXiv:1604.06737; the size rule: Howard and Gugger 2020, "Deep learning for coders"
/// </code></remarks>
public sealed class ColumnEmbedding : Layer, ILayer<ColumnEmbedding>
{
    /// <summary>The code of a category that was not known when the table was learned from.</summary>
    public const int Unknown = 0;

    /// <summary>The code of a missing cell.</summary>
    public const int Missing = 1;

    /// <summary>The code of the first category.</summary>
    public const int First = 2;

    private const int LargestDimension = 50;

    private readonly int[] _codes, _dimensions, _categories;
    private readonly long[] _numbers;
    private readonly Sequential _embeddings;

    /// <summary>Makes fresh vectors.</summary>
    /// <param name="codes">For each column of x: 0 for a number; for categories K, how many codes there are, unknown and missing included, at least 3.</param>
    /// <param name="dimensions">The length of the vectors of each column of categories, in order; by the size rule when left out.</param>
    /// <param name="rng">Where the numbers come from; <see cref="Rng.Default"/> when not given.</param>
    /// <exception cref="ArgumentException">No columns, a number of codes that is neither 0 nor at least 3, or dimensions that are below 1 or not one for each column of categories.</exception>
    public ColumnEmbedding(ReadOnlySpan<int> codes, ReadOnlySpan<int> dimensions = default, Rng? rng = null)
    {
        if (codes.IsEmpty)
            throw new ArgumentException("ColumnEmbedding: there are no columns; expected for each column 0, or its number of codes.", nameof(codes));
        _codes = codes.ToArray();
        _numbers = [.. Enumerable.Range(0, _codes.Length).Where(column => _codes[column] == 0).Select(column => (long)column)];
        _categories = [.. Enumerable.Range(0, _codes.Length).Where(column => _codes[column] != 0)];
        foreach (int column in _categories)
        {
            if (_codes[column] <= First)
                throw new ArgumentException($"ColumnEmbedding: column {column} has {_codes[column]} codes; expected 0 for a number, or at least {First + 1}: unknown, missing, and a category.", nameof(codes));
        }

        _dimensions = dimensions.IsEmpty ? Array.ConvertAll(_categories, column => Dimension(_codes[column] - First)) : dimensions.ToArray();
        if (_dimensions.Length != _categories.Length || Array.Exists(_dimensions, dimension => dimension < 1))
            throw new ArgumentException($"ColumnEmbedding: dimensions are {string.Join(", ", _dimensions)}; expected one of at least 1 for each of the {_categories.Length} columns of categories.", nameof(dimensions));
        var tables = new Embedding[_categories.Length];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new Embedding(_codes[_categories[i]], _dimensions[i], rng: rng);
            tables[i].Weight[..First].Fill(0);
        }

        _embeddings = new Sequential(tables);
    }

    static string ILayer<ColumnEmbedding>.Name => "ColumnEmbedding";

    /// <summary>For each column 0, or how many codes it has.</summary>
    public IReadOnlyList<int> Codes => _codes;

    /// <summary>The length of the vectors of each column of categories.</summary>
    public IReadOnlyList<int> Dimensions => _dimensions;

    /// <summary>The length of an output row.</summary>
    public int Outputs => _numbers.Length + _dimensions.Sum();

    /// <inheritdoc/>
    protected override IEnumerable<Part> Parts => [("embeddings", _embeddings)];

    static ColumnEmbedding ILayer<ColumnEmbedding>.Create(Settings settings) => new(settings.Ints("codes"), settings.Ints("dimensions"));

    /// <summary>The rule of thumb for the length of vectors: min(50, (k + 1) / 2), at least 1.</summary>
    /// <param name="categories">k: how many categories there are.</param>
    public static int Dimension(int categories) => Math.Clamp((categories + 1) / 2, 1, LargestDimension);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        using ModuleScope running = Running();
        if (x.Rank != 2 || x.Shape[1] != _codes.Length || !x.Type.IsFloating())
            throw new ShapeException(nameof(ColumnEmbedding), "x", $"{x.Type} {x.Shape}", $"floating-point rows (N, {_codes.Length}), a number or a code for each column");
        Tensor[] parts = ArrayPool<Tensor>.Shared.Rent(_categories.Length + 1);
        int count = 0;
        if (_numbers.Length > 0)
            parts[count++] = x.IndexSelect(1, Tensor.From<long>(_numbers, [_numbers.Length]));
        for (int i = 0; i < _categories.Length; i++)
            parts[count++] = _embeddings[i].Forward(CodesOf(x, _categories[i]));
        Tensor y = Tensor.Concat(parts.AsSpan(0, count), 1);
        ArrayPool<Tensor>.Shared.Return(parts, clearArray: true);
        return y;
    }

    void ILayer<ColumnEmbedding>.Describe(Settings settings)
    {
        settings.Set("codes", _codes);
        settings.Set("dimensions", _dimensions);
    }

    /// <inheritdoc/>
    public override string ToString() => $"ColumnEmbedding({_numbers.Length} numbers, {string.Join(", ", _categories.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"{_codes[column]}→{_dimensions[i]}")))})";

    private Tensor CodesOf(Tensor x, int column)
    {
        Tensor codes = Tensor.Empty([x.Shape[0]], DType.Int64);
        if (Tape.IsPlanning)
            return codes;
        Span<long> all = codes.AsSpan<long>();
        for (int row = 0; row < all.Length; row++)
        {
            double code = Math.Round(x.GetElement((row * _codes.Length) + column));
            all[row] = code >= 0 && code < _codes[column] ? (long)code : Unknown;
        }

        return codes;
    }
}
