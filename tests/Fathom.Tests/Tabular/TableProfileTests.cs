namespace Fathom.Tests.Tabular;

public sealed class TableProfileTests
{
    [Fact]
    public void A_profile_counts_what_is_there()
    {
        var profile = TableProfile.Of(Table.ParseCsv("n,c,d,e\n1,b,2024-01-01,\n2.5,a,2024-01-03,\n,b,,?\n4,c,2024-01-02,NA\n", name: "t.csv"));
        Assert.Equal(("t.csv", 4, 6L, 4), (profile.File, profile.Rows, profile.MissingCells, profile.RowsWithMissing));
        var (n, c, d, e) = (profile.Columns[0], profile.Columns[1], profile.Columns[2], profile.Columns[3]);
        Assert.Equal((ColumnKind.Number, 1, 3, 1.0, 2.5, 4.0), (n.Kind, n.Missing, n.Distinct, n.Min!.Value, n.Mean!.Value, n.Max!.Value));
        Assert.Equal([new("1", 1), new("2.5", 1), new("4", 1)], n.Top);
        Assert.Equal((ColumnKind.Text, 0, 3), (c.Kind, c.Missing, c.Distinct));
        Assert.Null(c.Min);
        Assert.Equal([new("b", 2), new("a", 1), new("c", 1)], c.Top);
        Assert.Equal((ColumnKind.Date, 19723.0, 19725.0), (d.Kind, d.Min!.Value, d.Max!.Value));
        Assert.Equal((ColumnKind.Empty, 4, 0), (e.Kind, e.Missing, e.Distinct));
        Assert.Empty(e.Top);
    }

    [Fact]
    public void Titanic_has_the_published_counts()
    {
        var profile = TableProfile.Of(Table.ReadCsv(TableFiles.Real("titanic.csv")));
        Assert.Equal((1309, 3855L), (profile.Rows, profile.MissingCells));
        var sex = profile.Columns.Single(c => c.Name == "sex");
        Assert.Equal([new("male", 843), new("female", 466)], sex.Top);
        var age = profile.Columns.Single(c => c.Name == "age");
        Assert.Equal((0.1667, 80.0), (age.Min!.Value, age.Max!.Value));
        Assert.Equal(29.8811, age.Mean!.Value, 4);
    }
}
