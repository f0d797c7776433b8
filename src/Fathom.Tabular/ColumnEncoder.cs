using System.Text.Json;

namespace Fathom;

/// <summary>Turns the cells of one column into features, with what was learned about it from the training rows.</summary>
internal abstract class ColumnEncoder(string column)
{
    /// <summary>The column's name.</summary>
    public string Column => column;

    /// <summary>Whether the column has to be read as text even if all cells are numbers.</summary>
    public virtual bool WantsText => false;

    /// <summary>Names of the features, in order.</summary>
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>How many codes its one feature holds; 0 for features that are numbers.</summary>
    public virtual int CodeCount => 0;

    /// <summary>Writes the features of each row, at <paramref name="offset"/> within rows of <paramref name="width"/> numbers.</summary>
    public abstract void Encode(Table table, TableColumn cells, int[] rows, float[] features, int width, int offset, List<Notice> notices);

    /// <summary>Writes the settings as members of an open JSON object.</summary>
    public abstract void Write(Utf8JsonWriter json);

    public static ColumnEncoder Fit(Table table, PlannedColumn column, int[] rows, CategoryEncoding categories) => column.Role == ColumnRole.Category
        ? CategoryEncoder.Fit(table[column.Name], rows, categories == CategoryEncoding.Codes)
        : NumberEncoder.Fit(table, table[column.Name], column, rows);

    public static ColumnEncoder Read(StrictJson json)
    {
        string column = json.Text("column");
        string role = json.Text("role");
        return role switch
        {
            "number" => NumberEncoder.Read(json, column, ColumnRole.Number),
            "date" => NumberEncoder.Read(json, column, ColumnRole.Date),
            "boolean" => NumberEncoder.Read(json, column, ColumnRole.Boolean),
            CategoryEncoder.OneHotRole => CategoryEncoder.Read(json, column, codes: false),
            CategoryEncoder.CodesRole => CategoryEncoder.Read(json, column, codes: true),
            _ => throw json.Wrong("role", $"number, date, boolean or {CategoryEncoder.OneHotRole} (or {CategoryEncoder.CodesRole})"),
        };
    }
}
