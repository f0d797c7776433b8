#:project ../src/Fathom.Tabular/Fathom.Tabular.csproj

// A table with categories and gaps: numbers standardized, gaps marked, a learned vector for each category. Run with: dotnet run examples/37-table-with-categories.cs

using System.Globalization;
using System.Text;
using Fathom;

// What a flat costs: its size (sometimes not filled in) and the town, of which there are 40, each with a level of its own.
Table table = Table.ParseCsv(Flats());
TablePlan plan = TablePlan.Infer(table, "rent");
TableSplit split = plan.Split(validation: 0, test: 0.25, new Rng(1));

foreach (CategoryEncoding categories in new[] { CategoryEncoding.OneHot, CategoryEncoding.Codes })
{
    // Fitted on the training rows alone: what is missing or unknown there is missing or unknown for good.
    TablePreprocessor preprocessor = TablePreprocessor.Fit(plan, split.Train, categories);
    var rng = new Rng(2);
    Sequential model = categories == CategoryEncoding.OneHot
        ? Mlp.Create(preprocessor.FeatureCount, hidden: [32], outputs: 1, rng: rng)
        : TableNetwork.Create(preprocessor.CodeCounts, hidden: [32], outputs: 1, rng: rng);
    Console.WriteLine($"{categories}: {preprocessor.FeatureCount} inputs, first layer {model[0]}");

    new Trainer(model, new AdamW(model, lr: 5e-3), Objective.Regression) { Rng = rng }.Fit(Rows(preprocessor, split.Train), epochs: 40);
    Evaluation result = Evaluation.Of(model, Objective.Regression, Rows(preprocessor, split.Test));
    Console.WriteLine($"  R² on new rows {result.Metrics["r2"]:F2}");

    // A town nobody has heard of, and a size nobody filled in: an answer all the same, and a word about it.
    TableFeatures unseen = preprocessor.Transform(Table.ParseCsv("size,town\n80,Atlantis\n,town07\n"));
    foreach (Notice notice in unseen.Notices)
        Console.WriteLine($"  {notice}");
    float[] rents = model.Predict(Tensor.From(unseen.Values, [unseen.Rows, unseen.Columns])).ToArray<float>();
    Console.WriteLine($"  Atlantis, 80 m²: {preprocessor.Original(rents[0]):F0}; town07, size unknown: {preprocessor.Original(rents[1]):F0}");
}

Dataset Rows(TablePreprocessor preprocessor, int[] rows)
{
    TableFeatures x = preprocessor.Transform(table, rows);
    float[] y = preprocessor.Standardize(preprocessor.TargetValues(table, rows));
    return new Dataset(Tensor.From(x.Values, [x.Rows, x.Columns]), Tensor.From(y, [rows.Length, 1]));
}

static string Flats()
{
    var rng = new Rng(7);
    var text = new StringBuilder("size,town,rent\n");
    for (int i = 0; i < 1200; i++)
    {
        int town = (int)(rng.NextDouble() * 40);
        double size = 20 + (100 * rng.NextDouble()), rent = (5 + (town * 7 % 40 * 0.4)) * size * (0.9 + (0.2 * rng.NextDouble()));
        string shown = rng.NextDouble() < 0.1 ? "" : size.ToString("F1", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"{shown},town{town:00},{rent:F1}\n");
    }

    return text.ToString();
}

/* prints:
OneHot: 42 inputs, first layer Linear(42, 32)
  R² on new rows 0.9…
  warning: 'town' has 1 cell with a value not seen in training ('Atlantis'; first in line 2), for which no category is set.
  Atlantis, 80 m²: …; town07, size unknown: …
Codes: 3 inputs, first layer ColumnEmbedding(2 numbers, 42→20)
  R² on new rows 0.9…
  warning: 'town' has 1 cell with a value not seen in training ('Atlantis'; first in line 2), taken as unknown.
  Atlantis, 80 m²: …; town07, size unknown: …
*/
