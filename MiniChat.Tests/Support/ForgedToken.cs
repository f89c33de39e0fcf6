using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniChat.Tests.Support;

/// <summary>Tokens that are put together by hand, bit by bit.</summary>
public static class ForgedToken
{
    public static string Sign(string? header, string payload, string? key = null)
    {
        var text = $"{Encode(header ?? """{"alg":"HS256","typ":"JWT"}""")}.{Encode(payload)}";
        var bytes = Encoding.UTF8.GetBytes(key ?? TestAccounts.Secret);
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(bytes, Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();
}
