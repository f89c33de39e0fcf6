using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniChat.ServiceInterface.Similarity;

/// <summary>The product of two vectors in codes of one byte, -127 to 127 each; the same on every machine.</summary>
internal static class CodeDot
{
    /// <summary>The product.</summary>
    /// <param name="left">The codes of one; their count is a multiple of 32.</param>
    /// <param name="right">The codes of the other, as many.</param>
    public static int Of(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        if (Avx2.IsSupported)
            return OfAvx2(left, right);
        return Vector128.IsHardwareAccelerated ? OfVectors(left, right) : OfNumbers(left, right);
    }

    /// <summary>32 codes at once: bytes without sign times bytes with one, pairs added without overflow, since no code is -128.</summary>
    internal static int OfAvx2(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var sum = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += (nuint)Vector256<sbyte>.Count)
        {
            var x = Vector256.LoadUnsafe(ref a, i);
            var y = Vector256.LoadUnsafe(ref b, i);
            var pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(x), Avx2.Sign(y, x));
            sum += Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
        }
        return Vector256.Sum(sum);
    }

    /// <summary>16 codes at once, by what every processor with vectors has.</summary>
    internal static int OfVectors(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)left.Length; i += (nuint)Vector128<sbyte>.Count)
        {
            var (lowX, highX) = Vector128.Widen(Vector128.LoadUnsafe(ref a, i));
            var (lowY, highY) = Vector128.Widen(Vector128.LoadUnsafe(ref b, i));
            var (low, lowNext) = Vector128.Widen(lowX * lowY);
            var (high, highNext) = Vector128.Widen(highX * highY);
            sum += low + lowNext + high + highNext;
        }
        return Vector128.Sum(sum);
    }

    /// <summary>One code after the other.</summary>
    internal static int OfNumbers(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var sum = 0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
