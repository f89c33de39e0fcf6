using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;

namespace MiniChat.Host.Models.Offline;

/// <summary>A JSON value that fits a schema, the same for the same prompt.</summary>
internal static class OfflineJson
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="asked">What the user said last: the value is made of its words.</param>
    /// <param name="messages">All that was said.</param>
    public static string Write(string schema, string asked, IReadOnlyList<CompletionMessage> messages)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        try
        {
            using var document = JsonDocument.Parse(schema);
            using var json = new Utf8JsonWriter(buffer, Writing);
            if (OfflineInterview.IsAskedFor(document.RootElement))
                OfflineInterview.Write(document.RootElement, json, asked, messages);
            else
                new SchemaFiller(document.RootElement, json, OfflineWords.Of(asked, 12)).Fill();
            json.Flush();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException)
        {
            throw new ModelException(ModelFailure.ModelRefused, "The schema for the answer is not a JSON schema.", e);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
