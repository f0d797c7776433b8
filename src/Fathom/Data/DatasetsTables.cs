namespace Fathom;

/// <content>The real tables.</content>
public static partial class Datasets
{
    private static readonly string[] BreastCancerMeasures =
    [
        "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension",
    ];

    /// <summary>
    /// Breast cancer Wisconsin (diagnostic): 569 tumours by 30 measurements of the cell nuclei in an image, 212 malignant (0) and 357 benign (1).
    /// </summary>
    /// <remarks><code>
    /// X (569, 30) Float32: mean, standard error and worst of ten measures      Y (569, 1) Float32, 0 or 1: the shape of a one-logit network
    /// source   Wolberg, Mangasarian, Street and Street (1995), UCI Machine Learning Repository; the copy in scikit-learn
    /// </code></remarks>
    public static Dataset BreastCancer() => BuiltInTable.Read(
        "breast_cancer",
        "breast cancer",
        [
            .. BreastCancerMeasures.Select(measure => $"mean {measure}"),
            .. BreastCancerMeasures.Select(measure => $"{measure} error"),
            .. BreastCancerMeasures.Select(measure => $"worst {measure}"),
        ],
        ["malignant", "benign"],
        "diagnosis");

    /// <summary>Iris: 150 flowers by 4 lengths, 50 of each of three species. One species is linearly separable from the others, those two are not.</summary>
    /// <remarks><code>
    /// X (150, 4) Float32, centimetres      Y (150,) Int64: setosa 0, versicolor 1, virginica 2; rows lie class by class
    /// source   Fisher (1936), the copy in scikit-learn
    /// </code></remarks>
    public static Dataset Iris() => BuiltInTable.Read(
        "iris",
        "iris",
        ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"],
        ["setosa", "versicolor", "virginica"],
        "species");

    /// <summary>Wine recognition: 178 Italian wines by 13 chemical measurements, 59, 71 and 48 of three cultivars.</summary>
    /// <remarks><code>
    /// X (178, 13) Float32      Y (178,) Int64: 0, 1, 2; rows lie class by class
    /// source   Aeberhard and Forina (1991), UCI Machine Learning Repository; the copy in scikit-learn
    /// </code></remarks>
    public static Dataset Wine() => BuiltInTable.Read(
        "wine_data",
        "wine",
        [
            "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols",
            "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline",
        ],
        ["class_0", "class_1", "class_2"],
        "cultivar");

    /// <summary>Handwritten digits: 1,797 images of 8×8 pixels, about 180 of each digit.</summary>
    /// <remarks><code>
    /// X (1797, 64) Float32: ink from 0 to 16, row by row (column pixel_r_c is row r, column c); Reshape(-1, 1, 8, 8) makes images of it
    /// Y (1797,) Int64: the digit
    /// source   Alpaydin and Kaynak (1998), UCI Machine Learning Repository (the test part); the copy in scikit-learn
    /// </code></remarks>
    public static Dataset Digits() => BuiltInTable.Read(
        "digits",
        "digits",
        [.. from row in Enumerable.Range(0, 8) from column in Enumerable.Range(0, 8) select $"pixel_{row}_{column}"],
        [.. Enumerable.Range(0, 10).Select(digit => digit.ToString())],
        "digit");
}
