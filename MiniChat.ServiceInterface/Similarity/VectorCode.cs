namespace MiniChat.ServiceInterface.Similarity;

/// <summary>A vector in one byte a dimension: its values over the largest of them, times 127.</summary>
internal static class VectorCode
{
    private const int Largest = 127;

    /// <summary>How many codes a vector has: its dimensions, filled up to what is multiplied at once.</summary>
    /// <param name="dimensions">The dimensions.</param>
    public static int LengthOf(int dimensions) => (dimensions + 31) / 32 * 32;

    /// <summary>Writes the codes of a vector.</summary>
    /// <param name="vector">The vector; values that are no numbers count as 0.</param>
    /// <param name="codes">Where they go; what is left over becomes 0.</param>
    /// <returns>What a code of 1 stands for.</returns>
    public static float Write(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        codes.Clear();
        var largest = 0f;
        foreach (var value in vector)
            largest = float.IsFinite(value) ? MathF.Max(largest, MathF.Abs(value)) : largest;
        if (largest == 0)
            return 0;
        var scale = largest / Largest;
        for (var i = 0; i < vector.Length; i++)
            codes[i] = float.IsFinite(vector[i])
                ? (sbyte)Math.Clamp(MathF.Round(vector[i] / scale), -Largest, Largest)
                : (sbyte)0;
        return scale;
    }
}
