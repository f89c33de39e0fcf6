using System.Runtime.InteropServices;
using System.Text.Json;

namespace MiniChat.Host.Models.Offline;

/// <summary>Vectors of texts in OpenAI's format.</summary>
/// <remarks>Fields: https://platform.openai.com/docs/api-reference/embeddings.</remarks>
internal static class OfflineEmbeddings
{
    private const int MostInputs = 2048;

    // As of OpenAI's models. A text without an end would keep the processor, and nobody could call it off.
    private const int MostTokens = 8192;
    private const int MostTokensTogether = 300_000;

    public static OfflineRelayedResponse Answer(JsonElement body)
    {
        var inputs = Inputs(body);
        var dimensions = OfflinePrompt.Number(body, "dimensions") ?? OfflineVector.Dimensions;
        if (dimensions is < 1 or > OfflineVector.Dimensions)
            throw new OfflineRefusal(400, $"'dimensions' can be 1 to {OfflineVector.Dimensions}.", "dimensions");
        var tokens = inputs.Sum(OfflineTokens.Estimate);
        if (tokens > MostTokensTogether || inputs.Exists(text => OfflineTokens.Estimate(text) > MostTokens))
            throw new OfflineRefusal(
                400,
                $"A text of 'input' can have {MostTokens} tokens, and all together {MostTokensTogether}.",
                "input"
            );
        var isBase64 = OfflinePrompt.Text(body, "encoding_format") == "base64";
        return OfflineRelayedResponse.Json(
            new
            {
                @object = "list",
                data = inputs.Select(
                    (text, index) =>
                        new
                        {
                            @object = "embedding",
                            index,
                            embedding = Write(OfflineVector.Of(text, dimensions), isBase64),
                        }
                ),
                model = OfflineVector.Name,
                usage = new { prompt_tokens = tokens, total_tokens = tokens },
            }
        );
    }

    // OpenAI's own SDKs ask for base64: half as long, and exact.
    private static object Write(float[] vector, bool isBase64) =>
        isBase64 ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : vector;

    private static List<string> Inputs(JsonElement body)
    {
        var input = OfflinePrompt.Field(body, "input");
        List<string> texts = input switch
        {
            { ValueKind: JsonValueKind.String } text => [text.GetString()!],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number) =>
            [
                Tokens(list),
            ],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(One)],
            _ => [],
        };
        if (texts.Count is 0 or > MostInputs || texts.Exists(text => text.Length == 0))
            throw new OfflineRefusal(
                400,
                $"'input' must be a text that is not empty, or a list of 1 to {MostInputs} such.",
                "input"
            );
        return texts;
    }

    private static string One(JsonElement item) =>
        item.ValueKind switch
        {
            JsonValueKind.String => item.GetString()!,
            JsonValueKind.Array => Tokens(item),
            _ => "",
        };

    // The numbers of tokens stand for words; which ones only their own model knows.
    private static string Tokens(JsonElement list) =>
        string.Join(' ', list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Number).Select(i => i.GetRawText()));
}
