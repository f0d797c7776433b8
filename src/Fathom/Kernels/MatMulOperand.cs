using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Fathom.Kernels;

/// <summary>The right operand of many small products, op(B) (k×n): packed once, used at every step of a sequence.</summary>
/// <remarks>
/// <see cref="MatMul"/> packs B in each call, which for a few rows costs as much as the product. <see cref="Multiply"/> runs on the calling thread
/// alone when packed: callers cut the rows. Each element is summed in blocks of <c>DepthBlock</c>, whatever the rows beside it, so the bits of a
/// row do not depend on the cut. What it means stands in <see cref="MatMulReference"/>.
/// </remarks>
internal readonly unsafe struct MatMulOperand<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _plain;
    private readonly int _n, _k;
    private readonly bool _transposed;
    private readonly T* _packed;
    private readonly int _width;

    /// <summary>Packs op(B), which stands at <paramref name="plain"/> without gaps: (k×n), or (n×k) if <paramref name="transposed"/>.</summary>
    /// <param name="plain">B; it must neither move nor change while the operand is used.</param>
    /// <param name="n">The columns of op(B).</param>
    /// <param name="k">The rows of op(B).</param>
    /// <param name="transposed">Whether op(B) = Bᵀ.</param>
    /// <param name="packed">Memory of <see cref="PackedLength"/> elements, the caller's; null: every product reads B as it stands.</param>
    /// <param name="width">The vector width (0: one lane), where tests choose one.</param>
    public MatMulOperand(T* plain, int n, int k, bool transposed, T* packed, int? width = null)
    {
        _plain = plain;
        _packed = packed;
        (_n, _k, _transposed, _width) = (n, k, transposed, width ?? MatMul.Width);
        if (packed is null)
            return;
        switch (_width)
        {
            case 512: Pack<Lanes512<T>, Vector512<T>>(); break;
            case 256: Pack<Lanes256<T>, Vector256<T>>(); break;
            case 128: Pack<Lanes128<T>, Vector128<T>>(); break;
            default: Pack<Lanes1<T>, T>(); break;
        }
    }

    /// <summary>The elements that a packed operand takes: whole panels at the widest vectors.</summary>
    public static int PackedLength(int n, int k) => checked((n + 31) / 32 * 32 * k);

    /// <summary>C (m×n) = A (m×k) · op(B), or += if <paramref name="add"/>.</summary>
    public void Multiply(int m, T* a, int lda, T* c, int ldc, bool add)
    {
        if (_packed is null)
        {
            MatMul.Run(m, _n, _k, new ReadOnlySpan<T>(a, ((m - 1) * lda) + _k), lda, false, new ReadOnlySpan<T>(_plain, _n * _k), _transposed ? _k : _n, _transposed, new Span<T>(c, ((m - 1) * ldc) + _n), ldc, add);
            return;
        }

        switch (_width)
        {
            case 512: Run<Lanes512<T>, Vector512<T>, MatMulTile.Twelve, MatMulTile.Eight>(m, a, lda, c, ldc, add); break;
            case 256: Run<Lanes256<T>, Vector256<T>, MatMulTile.Six, MatMulTile.Four>(m, a, lda, c, ldc, add); break;
            case 128 when AdvSimd.IsSupported: Run<Lanes128<T>, Vector128<T>, MatMulTile.Twelve, MatMulTile.Eight>(m, a, lda, c, ldc, add); break;
            case 128: Run<Lanes128<T>, Vector128<T>, MatMulTile.Six, MatMulTile.Four>(m, a, lda, c, ldc, add); break;
            default: Run<Lanes1<T>, T, MatMulTile.Six, MatMulTile.Four>(m, a, lda, c, ldc, add); break;
        }
    }

    /// <summary>The columns from … to − 1 as an operand of their own, for another piece of the work.</summary>
    /// <param name="from">A multiple of 32, so that it begins a panel at every width.</param>
    /// <param name="to">A multiple of 32, or all columns.</param>
    public MatMulOperand<T> Columns(int from, int to) => new(_packed + ((nint)from * _k), to - from, _k, _width);

    private MatMulOperand(T* packed, int n, int k, int width)
    {
        _plain = null;
        _packed = packed;
        (_n, _k, _transposed, _width) = (n, k, false, width);
    }

    /// <summary>The width of the panel that begins at column j: two vectors, or one where that is all that is left.</summary>
    private int PanelWidth<L, V>(int j)
        where L : struct, ILanes<V, T>
        where V : struct => _n - j > L.Count ? 2 * L.Count : L.Count;

    private void Pack<L, V>()
        where L : struct, ILanes<V, T>
        where V : struct
    {
        for (int j = 0; j < _n; j += 2 * L.Count)
        {
            int width = PanelWidth<L, V>(j), columns = Math.Min(width, _n - j);
            if (_transposed)
                MatMulPack.Turn(_plain + ((nint)j * _k), _k, columns, width, _k, _packed + ((nint)j * _k));
            else
                MatMulPack.Copy<L, V, T>(_plain + j, _n, columns, width, _k, _packed + ((nint)j * _k));
        }
    }

    /// <summary>As many steps of the sum as leave a panel in the first-level cache while the rows pass by.</summary>
    private const int DepthBlock = 256;

    /// <summary>Fewer rows than the smallest tile are multiplied one by one.</summary>
    private const int SmallRows = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<L, V, Main, Less>(int m, T* a, int lda, T* c, int ldc, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where Main : unmanaged
        where Less : unmanaged
    {
        for (int i = 0; m < SmallRows && i < m; i++)
            MatMulOperandRow<L, V, T>.Run(_n, _k, DepthBlock, a + ((nint)i * lda), _packed, c + ((nint)i * ldc), add);
        for (int p = 0; m >= SmallRows && p < _k; p += DepthBlock)
        {
            int depth = Math.Min(DepthBlock, _k - p);
            for (int j = 0; j < _n; j += 2 * L.Count)
            {
                int width = PanelWidth<L, V>(j);
                T* panel = _packed + ((nint)j * _k) + ((nint)p * width);
                if (width > L.Count)
                    Panel<L, V, Main, Less, MatMulTile.Two>(m, depth, a + p, lda, panel, c + j, ldc, _n - j, add || p > 0);
                else
                    Panel<L, V, Main, Less, MatMulTile.One>(m, depth, a + p, lda, panel, c + j, ldc, _n - j, add || p > 0);
            }
        }
    }

    /// <summary>All rows against one panel: the largest tiles first, two middling ones rather than a large and a small one.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<L, V, Main, Less, Columns>(int m, int depth, T* a, nint lda, T* panel, T* c, nint ldc, int left, bool add)
        where L : struct, ILanes<V, T>
        where V : struct
        where Main : unmanaged
        where Less : unmanaged
        where Columns : unmanaged
    {
        int width = sizeof(Columns) * L.Count, columns = Math.Min(width, left), rows;
        T* edge = stackalloc T[sizeof(Main) * 2 * L.Count];
        for (int i = 0; i < m; i += rows, a += rows * lda, c += rows * ldc)
        {
            int rest = m - i;
            rows = rest >= sizeof(Main) && rest != 2 * sizeof(Less) ? sizeof(Main) : rest >= sizeof(Less) ? sizeof(Less) : rest >= 4 ? 4 : 1;
            T* to = columns == width ? c : edge;
            nint stride = columns == width ? ldc : width;
            bool adds = add && columns == width;
            if (rows == sizeof(Main))
                MatMulTile.Run<L, V, T, Main, Columns>(depth, a, lda, 1, panel, width, to, stride, adds);
            else if (rows == sizeof(Less))
                MatMulTile.Run<L, V, T, Less, Columns>(depth, a, lda, 1, panel, width, to, stride, adds);
            else if (rows == 4)
                MatMulTile.Run<L, V, T, MatMulTile.Four, Columns>(depth, a, lda, 1, panel, width, to, stride, adds);
            else
                MatMulTile.Run<L, V, T, MatMulTile.One, Columns>(depth, a, lda, 1, panel, width, to, stride, adds);
            if (columns != width)
                MatMulTile.Copy<L, V, T>(edge, width, rows, columns, c, ldc, add);
        }
    }
}
