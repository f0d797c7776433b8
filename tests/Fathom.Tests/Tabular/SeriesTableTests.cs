namespace Fathom.Tests.Tabular;

public sealed class SeriesTableTests
{
    private readonly List<Notice> _notices = [];

    private TimeSeries Read(string csv, string? target = null, string? date = null) => SeriesTable.Read(Table.ParseCsv(csv.Replace(' ', '\n')), target, date, _notices);

    [Theory]
    [InlineData("month,y 2024-01,1 2024-02,2 2024-03,3", "y: 3 values, 2024-01 to 2024-03", "month")]
    [InlineData("d,y 2024-01-31,1 2024-02-29,2 2024-03-31,3", "y: 3 values, 2024-01 to 2024-03", "month")]
    [InlineData("d,y 2024-03,1 2024-06,2 2024-09,3", "y: 3 values, 2024-03 to 2024-09", "quarter")]
    [InlineData("year,y 1999,1 2000,2 2001,3", "y: 3 values, 1999 to 2001", "year")]
    [InlineData("d,y 20240101,1 20240108,2 20240115,3", "y: 3 values, 2024-01-01 to 2024-01-15", "week")]
    [InlineData("d,y 2024-02-28,1 2024-02-29,2 2024-03-01,3", "y: 3 values, 2024-02-28 to 2024-03-01", "day")]
    [InlineData("d,y 2024-01-01T00:00,1 2024-01-01T01:00,2 2024-01-01T02:00,3", "y: 3 values, 2024-01-01 00:00 to 2024-01-01 02:00", "hour")]
    [InlineData("t,y 10,1 20,2 30,3", "y: 3 values, 1 to 3", "step")]
    [InlineData("y 1 2 3", "y: 3 values, 1 to 3", "step")]
    public void Steps_are_found_from_the_dates(string csv, string expected, string step)
    {
        TimeSeries series = Read(csv);
        Assert.Equal((expected, step), (series.ToString(), series.Axis.StepName));
        Assert.Equal([1, 2, 3], series.Values.ToArray());
        Assert.All(_notices, notice => Assert.Equal(NoticeKind.Note, notice.Kind));
    }

    [Fact]
    public void Rows_out_of_order_are_sorted_and_that_is_noticed()
    {
        Assert.Equal([1, 2, 3], Read("month,y 2024-01,1 2024-03,3 2024-02,2").Values.ToArray());
        Assert.Equal("warning: rows are not in the order of 'month': line 4 (2024-02) comes after 2024-03. They were sorted by it.", Assert.Single(_notices).ToString());
    }

    [Fact]
    public void Gaps_become_the_value_before_never_one_from_later()
    {
        Assert.Equal([1, 1, 1, 4, 4], Read("month,y 2024-01,1 2024-03, 2024-04,4 2024-05,").Values.ToArray());
        Assert.Equal("warning: 3 of 5 values are missing, the first at 2024-02: each was taken to be the value before it.", Assert.Single(_notices).ToString());
    }

    [Fact]
    public void Missing_values_at_the_start_are_left_out()
    {
        TimeSeries series = Read("month,y 2024-01, 2024-02,2 2024-03,3");
        Assert.Equal("y: 2 values, 2024-02 to 2024-03", series.ToString());
        Assert.Contains("the first 1 values are missing", Assert.Single(_notices).Text);
    }

    [Theory]
    [InlineData("month,y 2024-01,1 2024-01,2", null, null, "line 3, column 'month': '2024-01' occurs twice, first on line 2")]
    [InlineData("month,y 2024-01,1 2024-02,2 2074-03,3", null, null, "600 of 603 steps (month) have no row")]
    [InlineData("d,y 2024-01-01,1 2024-01-03,2 2024-01-06,3", null, null, "line 4, column 'd': '2024-01-06' is not a whole number of steps")]
    [InlineData("month,y 2024-01,1 2024-02,two 2024-03,3", "y", null, "line 3, column 'y': 'two' is not a finite number")]
    [InlineData("month,y,z 2024-01,1,1 2024-02,2,2", null, null, "no target was named, and 2 columns hold numbers")]
    [InlineData("month,y 2024-01,1 2024-02,2", "x", null, "no such column: 'x'")]
    [InlineData("month,y 2024-01,1 2024-02,2", "y", "when", "no such column: 'when'")]
    [InlineData("month,y 2024-01,1 2024-02,2", "y", "y", "both the values and the dates")]
    [InlineData("month,y a,1 b,2", "y", "month", "line 2, column 'month': 'a' is not a date")]
    [InlineData("month,y 2024-01, 2024-02,", "y", null, "column 'y': every cell of the target is missing")]
    [InlineData("month,y 2024-01,1 2024-02,2", "month", "none", "is not a finite number")]
    public void What_makes_no_series_is_refused_with_its_place(string csv, string? target, string? date, string expected) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => Read(csv, target, date)).Message);
}
