namespace Fathom;

/// <summary>A map of the plane that keeps lines straight, in pixels down (i) and to the right (j).</summary>
internal readonly record struct AffineMap(double II, double IJ, double I0, double JI, double JJ, double J0)
{
    /// <summary>Undoes: shear along j, scale, turn counter-clockwise, then shift.</summary>
    /// <param name="degrees">How far the image turns counter-clockwise.</param>
    /// <param name="scale">How much larger it becomes.</param>
    /// <param name="shear">By which angle columns lean, in degrees.</param>
    /// <param name="shiftI">Pixels downwards.</param>
    /// <param name="shiftJ">Pixels to the right.</param>
    public static AffineMap Undo(double degrees, double scale = 1, double shear = 0, double shiftI = 0, double shiftJ = 0)
    {
        double angle = degrees * Math.PI / 180, lean = Math.Tan(shear * Math.PI / 180), cos = Math.Cos(angle) / scale, sin = Math.Sin(angle) / scale;
        // The turn back (clockwise, as i points down), then the lean back.
        double ii = cos, ij = sin, ji = -sin, jj = cos;
        (ji, jj) = (ji - (lean * ii), jj - (lean * ij));
        return new AffineMap(ii, ij, -(ii * shiftI) - (ij * shiftJ), ji, jj, -(ji * shiftI) - (jj * shiftJ));
    }

    public (double I, double J) Of(double i, double j) => ((II * i) + (IJ * j) + I0, (JI * i) + (JJ * j) + J0);
}
