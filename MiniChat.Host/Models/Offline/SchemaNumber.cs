using System.Text.Json;

namespace MiniChat.Host.Models.Offline;

/// <summary>A number that fits a JSON schema.</summary>
internal static class SchemaNumber
{
    public static long Whole(JsonElement schema)
    {
        var least = Read(schema, "minimum") is { } min ? Math.Ceiling(min) : (decimal?)null;
        if (Read(schema, "exclusiveMinimum") is { } above)
            least = Math.Max(least ?? decimal.MinValue, Math.Floor(above) + 1);
        var most = Read(schema, "maximum") is { } max ? Math.Floor(max) : (decimal?)null;
        if (Read(schema, "exclusiveMaximum") is { } below)
            most = Math.Min(most ?? decimal.MaxValue, Math.Ceiling(below) - 1);
        return (long)Math.Clamp(Stepped(schema, least ?? Math.Min(1, most ?? 1)), long.MinValue, long.MaxValue);
    }

    public static decimal Any(JsonElement schema)
    {
        var least = Read(schema, "exclusiveMinimum") ?? Read(schema, "minimum");
        var most = Read(schema, "exclusiveMaximum") ?? Read(schema, "maximum");
        // The middle, so that bounds that are excluded are kept too.
        var number = (least, most) switch
        {
            ({ } from, { } to) => from / 2 + to / 2,
            ({ } from, null) => from + 1,
            (null, { } to) => Math.Min(1, to - 1),
            _ => 1,
        };
        return Stepped(schema, number);
    }

    public static decimal? Read(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out var number)
            ? number
            : null;

    private static decimal Stepped(JsonElement schema, decimal number) =>
        Read(schema, "multipleOf") is { } step and > 0 ? Math.Ceiling(number / step) * step : number;
}
