using System.Globalization;
using System.Text;

namespace Fathom.Benchmarks;

/// <summary>A file of 20 columns as tables have them: 10 of decimals, 4 of whole numbers, 5 of words (one quoted), one of dates; some cells missing. The same bytes for the same number of rows.</summary>
internal static class MixedTable
{
    private static readonly string[] s_cities = ["Lisbon", "Oslo", "Kraków", "New York", "Rio de Janeiro", "Nairobi", "Kyoto", "Perth", "Québec", "Ulaanbaatar"];
    private static readonly string[] s_notes = ["\"kept, as agreed\"", "\"said \"\"no\"\"\"", "plain", "\"quoted\"", "paid", "\"late, twice\""];

    internal static void Write(string path, int rows)
    {
        var rng = new Rng(1);
        double[] draws = new double[20];
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20);
        file.Write("id,price,area,lat,lon,rate,ratio,score,long1,long2,tiny,rooms,floor,count,city,code,sold,note,kind,day\n");
        var line = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            rng.Uniform(draws, 0.0, 1.0);
            IFormatProvider point = CultureInfo.InvariantCulture;
            line.Clear().Append(point, $"{row},{draws[1] * 1e6:F2},{Gap(draws[2], draws[2] * 400, "F1")},{(draws[3] * 180) - 90:F6},{(draws[4] * 360) - 180:F6},{draws[5]:F4},{Gap(draws[6], draws[6], "F3")},{draws[7] * 100:F0}.5,")
                .Append(point, $"{draws[8]:R},{(draws[9] - 0.5) * 1000:R},{draws[10] * 1e-9:E6},{(int)(draws[11] * 9)},{(int)(draws[12] * 40) - 3},{Gap(draws[13], Math.Floor(draws[13] * 1e6), "F0")},")
                .Append(s_cities[(int)(draws[14] * s_cities.Length)]).Append(point, $",c{(int)(draws[15] * 5000):D4},{(draws[16] < 0.3 ? "yes" : "no")},{s_notes[(int)(draws[17] * s_notes.Length)]},{(draws[18] < 0.02 ? "NA" : draws[18] < 0.5 ? "A" : "B")},")
                .Append(point, $"{new DateTime(2020, 1, 1).AddDays((int)(draws[19] * 2000)):yyyy-MM-dd}\n");
            file.Write(line);
        }
    }

    /// <summary>The most memory that this process ever held, in units of 10⁶ bytes; 0 where the system does not say.</summary>
    internal static long PeakMegabytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1_000_000;
    }

    /// <summary>A number, and an empty cell for the lowest of hundred draws.</summary>
    private static string Gap(double draw, double value, string format) => draw < 0.01 ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
