#:project ../src/Fathom/Fathom.csproj

// When one class is rare: class weights and balanced sampling. Run with: dotnet run examples/18-class-imbalance.cs

using Fathom;

// Two clouds that overlap; one row in twenty is of class 1.
var rng = new Rng(seed: 4);
Tensor y = Tensor.Range(0, 2000).Less(100).To(DType.Float32).Reshape(2000, 1);
var data = new Dataset(rng.Normal([2000, 2]) + y * 1.5, y, classNames: ["common", "rare"]);
var (train, test) = data.Split(test: 0.5, stratify: true, seed: 1);
double weight = ClassBalance.PositiveWeight(train);
Console.WriteLine($"a rare row counts {weight:F0} times a common one");

Console.WriteLine("                  accuracy  recall  precision  PR-AUC");
Run("nothing", Objective.Binary);
Run("class weight", Objective.Binary with { PositiveWeight = weight });
Run("balanced sampler", Objective.Binary, Sampler.Balanced(train));

// SMOTE makes new rare rows between neighbours, until there are as many as common ones.
Run("SMOTE", Objective.Binary, rows: new Smote().Apply(train, rng));

// The order of the answers hardly changes (PR-AUC); what moves is where yes begins. A lower threshold does the same afterwards.
Run("threshold 0.05", Objective.Binary with { Threshold = 0.05 });

void Run(string name, Objective objective, Sampler? sampler = null, Dataset? rows = null)
{
    Sequential model = Mlp.Create(2, hidden: [16], outputs: 1, rng: new Rng(1));
    var trainer = new Trainer(model, new Adam(model, lr: 0.01), objective) { Sampler = sampler, Rng = new Rng(2) };
    trainer.Fit(rows ?? train, epochs: 20, batchSize: 32);
    IReadOnlyDictionary<string, double> m = trainer.Evaluate(test).Metrics;
    Console.WriteLine($"{name,-16}  {m["accuracy"],8:F2}  {m["recall"],6:F2}  {m["precision"],9:F2}  {m["pr_auc"],6:F2}");
}

/* prints:
a rare row counts 19 times a common one
accuracy  recall  precision  PR-AUC
nothing               0.96    0.5…       0.6…    0.5…
class weight          0.8…    0.8…       0.2…    0.5…
balanced sampler      0.8…    0.…       0.2…    0.5…
SMOTE                 0.8…    0.…       0.2…    0.5…
threshold 0.05        0.8…    0.…       0.2…    0.5…
*/
