namespace Fathom;

public static partial class TensorOperations
{
    extension(Tensor x)
    {
        /// <summary>The exponential linear unit without a jump of its slope: y = max(x, 0) + min(0, α · (e^(x/α) − 1)), composed of <see cref="Ops.ELU"/> as α · ELU(x/α).</summary>
        /// <remarks><code>
        /// shapes    x (…) → y (…)
        /// gradient  dx = dy where x &gt; 0, dy · e^(x/α) elsewhere
        /// differs   from torch.nn.functional.celu: α must be above 0
        /// source    Barron 2017, arXiv:1704.07483
        /// </code></remarks>
        /// <param name="alpha">α: what −y tends to far below 0; 1 by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">alpha is not above 0.</exception>
        public Tensor CELU(double alpha = 1) => (x / Require.PositiveNumber(alpha, nameof(alpha))).ELU() * alpha;
    }
}
