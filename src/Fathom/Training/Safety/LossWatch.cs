namespace Fathom;

/// <summary>Notices a loss that runs away although it is still a number: a million times what it was five steps before, and a thousand times what training began with.</summary>
internal sealed class LossWatch
{
    /// <summary>Steps that are compared over.</summary>
    public const int Steps = 5;

    /// <summary>How many times the loss of <see cref="Steps"/> steps before.</summary>
    public const double Rise = 1e6;

    // A loss that was next to nothing may well rise a million times and still be small.
    private const double RiseOverAll = 1e3;

    private readonly double[] _last = new double[Steps];
    private double _first = double.NaN;
    private long _seen;

    /// <summary>Whether the last loss was far beyond what training began with: weights that give it are none to go back to.</summary>
    public bool IsFarOff { get; private set; }

    /// <summary>Adds what was seen to a checkpoint.</summary>
    public void Save(Checkpoint part)
    {
        part.Add("seen", _seen);
        part.Add("first", _first);
        part.Add("far_off", IsFarOff ? 1 : 0);
        part.Add("last", Tensor.From(_last).Keep());
    }

    /// <summary>Takes what was seen from a checkpoint.</summary>
    public void Restore(Checkpoint part)
    {
        _seen = part.Whole("seen");
        _first = part.Number("first");
        IsFarOff = part.Whole("far_off") != 0;
        part.Values("last").AsReadOnlySpan<double>().CopyTo(_last);
    }

    /// <summary>The loss of some steps before, where the present one has run away from it; null while it has not.</summary>
    public double? RanAwayFrom(double loss)
    {
        // A batch of which no row counts has the loss 0.
        if (loss == 0)
            return null;
        if (_seen == 0)
            _first = Math.Abs(loss);
        int place = (int)(_seen % Steps);
        double before = _last[place];
        _last[place] = Math.Abs(loss);
        IsFarOff = loss > RiseOverAll * _first;
        return _seen++ >= Steps && loss > Rise * before && IsFarOff ? before : null;
    }
}
