using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace MiniChat.Stack.Formats;

/// <summary>
/// Writes a response as rows: those of its list, or itself as the only one. As CSV with a line of names, or as a line of JSON each.
/// </summary>
/// <remarks>Source of the formats: RFC 4180; jsonlines.org.</remarks>
internal static class Rows
{
    /// <summary>Answers with the rows of a response.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="value">The response.</param>
    /// <param name="type">How its JSON is written.</param>
    /// <param name="format">Csv or JsonLines.</param>
    public static async Task WriteAsync(HttpContext context, object value, JsonTypeInfo type, ResponseFormat format)
    {
        var whole = JsonSerializer.SerializeToElement(value, type);
        var rows = Of(whole).ToList();
        var text = new StringBuilder();
        if (format == ResponseFormat.Csv)
            WriteCsv(text, rows);
        else
            rows.ForEach(row => text.Append(row.GetRawText()).Append('\n'));
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        context.Response.ContentType = format == ResponseFormat.Csv ? "text/csv; charset=utf-8" : "text/jsonl; charset=utf-8";
        context.Response.Headers.Vary = "Accept";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    private static IEnumerable<JsonElement> Of(JsonElement response)
    {
        if (response.ValueKind == JsonValueKind.Array)
            return response.EnumerateArray();
        if (response.ValueKind != JsonValueKind.Object)
            return [response];
        var lists = response.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array).ToList();
        return lists is [var only] ? only.Value.EnumerateArray() : [response];
    }

    private static void WriteCsv(StringBuilder text, List<JsonElement> rows)
    {
        if (rows.Exists(row => row.ValueKind != JsonValueKind.Object))
        {
            rows.ForEach(row => text.Append(Cell(row)).Append("\r\n"));
            return;
        }
        // What is null is left out of JSON: a column is there when any row has it.
        var names = rows.SelectMany(row => row.EnumerateObject()).Select(property => property.Name).Distinct().ToList();
        text.AppendJoin(',', names.Select(Quoted)).Append("\r\n");
        foreach (var row in rows)
        {
            text.AppendJoin(',', names.Select(name => row.TryGetProperty(name, out var value) ? Cell(value) : "")).Append("\r\n");
        }
    }

    private static string Cell(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => Quoted(value.GetString()!),
            _ => Quoted(value.GetRawText()),
        };

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
