using System.Text.Json;
using MiniChat.ServiceModel;
using MiniChat.Stack.Json;

namespace MiniChat.Client;

/// <summary>The JSON that the client speaks: the server's own.</summary>
internal static class ClientJson
{
    public static readonly JsonSerializerOptions Options = WireJson.CreateOptions(MiniChatJson.Default);
}
