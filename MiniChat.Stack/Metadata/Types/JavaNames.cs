namespace MiniChat.Stack.Metadata.Types;

/// <summary>What Java and Kotlin write alike.</summary>
internal static class JavaNames
{
    /// <summary>The type's name, as an object.</summary>
    /// <param name="type">The type.</param>
    /// <param name="any">The name of what can be anything.</param>
    /// <param name="integer">The name of a whole number of 32 bits.</param>
    /// <param name="bytes">The name of an array of bytes.</param>
    public static string Of(TypeRef type, string any, string integer, string bytes) =>
        type.Shape switch
        {
            TypeShape.Named => type.Name,
            TypeShape.List => $"ArrayList<{Of(type.Item!, any, integer, bytes)}>",
            TypeShape.Dictionary => $"HashMap<String, {Of(type.Item!, any, integer, bytes)}>",
            TypeShape.Any => any,
            _ => type.Scalar switch
            {
                ScalarKind.Boolean => "Boolean",
                ScalarKind.Byte or ScalarKind.Short => "Short",
                ScalarKind.Int => integer,
                ScalarKind.Long => "Long",
                ScalarKind.Float => "Float",
                ScalarKind.Double => "Double",
                ScalarKind.Decimal => "BigDecimal",
                ScalarKind.Guid => "UUID",
                ScalarKind.Moment => "Date",
                ScalarKind.Span => "TimeSpan",
                ScalarKind.Bytes => bytes,
                _ => "String",
            },
        };

    /// <summary>Writes a docstring.</summary>
    public static void WriteDocs(CodeWriter code, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
            return;
        code.Line("/**");
        foreach (var line in all)
            code.Line($" * {line}");
        code.Line(" */");
    }
}
