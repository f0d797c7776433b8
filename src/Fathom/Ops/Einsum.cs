using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Fathom.Ops;

namespace Fathom
{
    public static partial class TensorOperations
    {
        extension(Tensor)
        {
            /// <summary>Sums of products written as an equation of axes: <c>Tensor.Einsum("bij,bjk->bik", a, b)</c> is a batched matrix product.</summary>
            /// <remarks><code>
            /// shapes    one letter an axis, operands separated by commas; letters missing behind -> are summed over; without -> the letters that
            ///           stand once come back in alphabetical order, behind the axes of "..."
            /// gradient  that of the operations it is composed of: Diagonal for a letter twice in one operand, Sum, Permute, MatMul
            /// differs   from torch.einsum: nothing; operands are combined from left to right
            /// source    Einstein 1916, "Die Grundlage der allgemeinen Relativitätstheorie" §5, in the notation of NumPy's einsum
            /// </code></remarks>
            /// <param name="equation">The axes of every operand, and those of the result.</param>
            /// <param name="operands">As many as the equation names.</param>
            /// <exception cref="ShapeException">The equation cannot be read, or does not fit the operands.</exception>
            public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands) => Equation.Run(equation, operands);
        }
    }
}

namespace Fathom.Ops
{
    /// <summary>Reads and carries out an equation of axes.</summary>
    internal static class Equation
    {
        /// <summary>Labels are numbers: letters first, then the axes of "..." counted from their end.</summary>
        private const int Letters = 52;
        private const int Labels = Letters + Shape.MaxRank;

        public static Tensor Run(string equation, ReadOnlySpan<Tensor> operands)
        {
            int arrow = equation.IndexOf("->", StringComparison.Ordinal);
            ReadOnlySpan<char> left = arrow < 0 ? equation : equation.AsSpan(0, arrow);
            if (left.Count(',') + 1 != operands.Length)
                Throw(equation, $"names {left.Count(',') + 1} operands; {operands.Length} were given");

            // Which labels each operand uses, to know when one has been seen for the last time.
            Span<int> uses = stackalloc int[Labels];
            uses.Clear();
            Span<int> lengths = stackalloc int[Labels];
            lengths.Fill(1);
            ReadOnlySpan<char> rest = left;
            for (int i = 0; i < operands.Length; i++)
            {
                Term term = Read(equation, Next(ref rest), operands[i], i);
                Count(equation, term, uses, lengths);
            }

            Term result = Output(equation, arrow < 0 ? default : equation.AsSpan(arrow + 2), arrow >= 0, uses);
            rest = left;
            Term done = default;
            for (int i = 0; i < operands.Length; i++)
            {
                Term term = Read(equation, Next(ref rest), operands[i], i);
                for (int k = 0; k < term.Rank; k++)
                    uses[term[k]]--;
                ulong needed = result.Mask;
                for (int label = 0; label < Labels; label++)
                    needed |= uses[label] > 0 ? 1UL << label : 0;
                term = WithoutRepeats(term);
                done = i == 0 ? term : Contract(done, term, needed);
                done = SumTo(done, needed);
            }

            return Arrange(done, result.AsSpan());
        }

        /// <summary>The product of two terms, summed over the labels that both have and nobody needs.</summary>
        private static Term Contract(Term a, Term b, ulong needed)
        {
            a = WithoutOnes(a, b);
            b = WithoutOnes(b, a);
            a = SumTo(a, needed | b.Mask);
            b = SumTo(b, needed | a.Mask);
            ulong shared = a.Mask & b.Mask;
            Term batch = a.Where(shared & needed), inner = a.Where(shared & ~needed), rows = a.Where(~shared), columns = b.Where(~shared);

            // An operand whose axes stand ready for the transposed product is not copied.
            bool transposeA = !a.StartsWith(batch, rows, inner) && a.StartsWith(batch, inner, rows);
            bool transposeB = !b.StartsWith(batch, inner, columns) && b.StartsWith(batch, columns, inner);
            Tensor x = transposeA ? a.Value : Arrange(a, Join(batch, rows, inner).AsSpan());
            Tensor y = transposeB ? b.Value : Arrange(b, Join(batch, inner, columns).AsSpan());
            int count = batch.LengthIn(a), m = rows.LengthIn(a), k = inner.LengthIn(a), n = columns.LengthIn(b);
            x = transposeA ? x.Reshape(count, k, m) : x.Reshape(count, m, k);
            y = transposeB ? y.Reshape(count, n, k) : y.Reshape(count, k, n);

            Term product = Join(batch, rows, columns);
            Span<int> lengths = stackalloc int[Shape.MaxRank];
            for (int i = 0; i < product.Rank; i++)
                lengths[i] = Math.Max(a.LengthOf(product[i]), b.LengthOf(product[i]));
            product.Value = x.MatMul(y, transposeA, transposeB).Reshape(lengths[..product.Rank]);
            return product;
        }

        /// <summary>The term without axes of length 1 that are longer in the other: they only repeat.</summary>
        private static Term WithoutOnes(Term term, in Term other)
        {
            Term kept = default;
            Span<int> lengths = stackalloc int[Shape.MaxRank];
            for (int i = 0; i < term.Rank; i++)
            {
                if (term.Value.Shape[i] == 1 && other.LengthOf(term[i]) > 1)
                    continue;
                lengths[kept.Rank] = term.Value.Shape[i];
                kept.Add(term[i]);
            }

            if (kept.Rank == term.Rank)
                return term;
            kept.Value = term.Value.Reshape(lengths[..kept.Rank]);
            return kept;
        }

        /// <summary>The term summed over the labels that are not needed.</summary>
        private static Term SumTo(Term term, ulong needed)
        {
            if ((term.Mask & ~needed) == 0)
                return term;
            Span<int> axes = stackalloc int[Shape.MaxRank];
            int count = 0;
            for (int i = 0; i < term.Rank; i++)
            {
                if ((needed >> term[i] & 1) == 0)
                    axes[count++] = i;
            }

            Term kept = term.Where(needed);
            kept.Value = term.Value.Sum(new Axes(axes[..count]));
            return kept;
        }

        /// <summary>The term with one axis for each label: the diagonal where a label stands twice.</summary>
        private static Term WithoutRepeats(Term term)
        {
            for (int i = 0; i < term.Rank; i++)
            {
                for (int j = i + 1; j < term.Rank; j++)
                {
                    if (term[i] != term[j])
                        continue;
                    Term merged = default;
                    for (int k = 0; k < term.Rank; k++)
                    {
                        if (k != i && k != j)
                            merged.Add(term[k]);
                    }

                    merged.Add(term[i]);
                    merged.Value = term.Value.Diagonal(i, j);
                    return WithoutRepeats(merged);
                }
            }

            return term;
        }

        /// <summary>The values with the axes in the given order.</summary>
        private static Tensor Arrange(in Term term, ReadOnlySpan<byte> order)
        {
            Span<int> axes = stackalloc int[Shape.MaxRank];
            bool same = true;
            for (int i = 0; i < order.Length; i++)
            {
                axes[i] = term.AsSpan().IndexOf(order[i]);
                same &= axes[i] == i;
            }

            return same ? term.Value : term.Value.Permute(axes[..order.Length]);
        }

        private static Term Join(in Term a, in Term b, in Term c)
        {
            Term all = default;
            foreach (byte label in a.AsSpan())
                all.Add(label);
            foreach (byte label in b.AsSpan())
                all.Add(label);
            foreach (byte label in c.AsSpan())
                all.Add(label);
            return all;
        }

        private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
        {
            int comma = rest.IndexOf(',');
            ReadOnlySpan<char> part = comma < 0 ? rest : rest[..comma];
            rest = comma < 0 ? default : rest[(comma + 1)..];
            return part;
        }

        /// <summary>An operand with the label of each of its axes.</summary>
        private static Term Read(string equation, ReadOnlySpan<char> text, Tensor operand, int number)
        {
            int letters = 0;
            foreach (char c in text)
                letters += char.IsAsciiLetter(c) ? 1 : 0;
            int rank = operand.Rank;
            bool dots = text.Contains('.');
            if (dots ? letters > rank : letters != rank)
                Throw(equation, $"gives operand {number} {letters} axes; it is {operand.Shape}");
            Term term = Parse(equation, text, rank - letters);
            term.Value = operand;
            return term;
        }

        private static Term Parse(string equation, ReadOnlySpan<char> text, int dots)
        {
            Term term = default;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (char.IsAsciiLetter(c))
                {
                    term.Add((byte)(char.IsAsciiLetterLower(c) ? c - 'a' + 26 : c - 'A'));
                }
                else if (c == '.' && text[i..].StartsWith("...") && !text[..i].Contains('.') && !text[(i + 3)..].Contains('.'))
                {
                    for (int k = dots - 1; k >= 0; k--)
                        term.Add((byte)(Letters + k));
                    i += 2;
                }
                else if (c != ' ')
                {
                    Throw(equation, $"has '{c}' where a letter or one \"...\" can stand");
                }
            }

            return term;
        }

        /// <summary>Counts labels, and demands one length for each; 1 repeats.</summary>
        private static void Count(string equation, in Term term, Span<int> uses, Span<int> lengths)
        {
            for (int i = 0; i < term.Rank; i++)
            {
                byte label = term[i];
                int length = term.Value.Shape[i];
                uses[label]++;
                if (length != 1 && lengths[label] != 1 && lengths[label] != length)
                    Throw(equation, $"gives {Name(label)} the lengths {lengths[label]} and {length}");
                if (length != 1)
                    lengths[label] = length;
            }
        }

        private static Term Output(string equation, ReadOnlySpan<char> text, bool named, ReadOnlySpan<int> uses)
        {
            int dots = uses[Letters..].Length - uses[Letters..].Count(0);
            if (named)
            {
                Term result = Parse(equation, text, dots);
                for (int i = 0; i < result.Rank; i++)
                {
                    if (uses[result[i]] == 0)
                        Throw(equation, $"asks for {Name(result[i])}, which no operand has");
                    if (result.AsSpan()[(i + 1)..].Contains(result[i]))
                        Throw(equation, $"asks for {Name(result[i])} twice");
                }

                return result;
            }

            Term all = default;
            for (int k = dots - 1; k >= 0; k--)
                all.Add((byte)(Letters + k));
            for (int label = 0; label < Letters; label++)
            {
                if (uses[label] == 1)
                    all.Add((byte)label);
            }

            return all;
        }

        private static string Name(int label) => label >= Letters ? "an axis of \"...\"" : $"'{(char)(label < 26 ? 'A' + label : 'a' + label - 26)}'";

        [DoesNotReturn]
        private static void Throw(string equation, string problem) =>
            throw new ShapeException($"Einsum: the equation \"{equation}\" {problem}. Write one letter for each axis, commas between operands, as in \"bij,bjk->bik\".");

        /// <summary>A tensor whose axes have labels.</summary>
        private struct Term
        {
            private Names _names;

            public Tensor Value;

            public int Rank { get; private set; }

            public readonly ulong Mask
            {
                get
                {
                    ulong mask = 0;
                    for (int i = 0; i < Rank; i++)
                        mask |= 1UL << _names[i];
                    return mask;
                }
            }

            public readonly byte this[int axis] => _names[axis];

            [UnscopedRef]
            public readonly ReadOnlySpan<byte> AsSpan() => ((ReadOnlySpan<byte>)_names)[..Rank];

            public void Add(byte label)
            {
                if (Rank == Shape.MaxRank)
                    throw new ShapeException($"Einsum: a step has more than {Shape.MaxRank} axes. Combine fewer operands at a time.");
                _names[Rank++] = label;
            }

            /// <summary>The labels that are in a mask, in order.</summary>
            public readonly Term Where(ulong mask)
            {
                Term some = default;
                for (int i = 0; i < Rank; i++)
                {
                    if ((mask >> _names[i] & 1) != 0)
                        some.Add(_names[i]);
                }

                return some;
            }

            public readonly bool StartsWith(in Term a, in Term b, in Term c)
            {
                ReadOnlySpan<byte> names = AsSpan();
                return names.StartsWith(a.AsSpan()) && names[a.Rank..].StartsWith(b.AsSpan()) && names[(a.Rank + b.Rank)..].SequenceEqual(c.AsSpan());
            }

            /// <summary>The length of a label's axis, or 1 where the term does not have it.</summary>
            public readonly int LengthOf(byte label)
            {
                int axis = AsSpan().IndexOf(label);
                return axis < 0 ? 1 : Value.Shape[axis];
            }

            /// <summary>The product of these labels' lengths in another term.</summary>
            public readonly int LengthIn(in Term term)
            {
                int length = 1;
                foreach (byte label in AsSpan())
                    length *= term.LengthOf(label);
                return length;
            }

            [InlineArray(Shape.MaxRank)]
            private struct Names
            {
                private byte _first;
            }
        }
    }
}
