using System.Reflection;
using System.Text.Json;
using MiniChat.Stack.Json;

namespace MiniChat.Stack;

/// <summary>What a product tells the message host.</summary>
public sealed class MessageHostOptions
{
    /// <summary>Where to look for <see cref="IService"/> classes.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>The JSON of the wire, with the messages' generated metadata.</summary>
    public JsonSerializerOptions Json { get; set; } = WireJson.CreateOptions();

    /// <summary>The longest body a message may have.</summary>
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Messages whose bodies may have another length, at their usual addresses.</summary>
    public IDictionary<Type, long> BodyBytesOf { get; } = new Dictionary<Type, long>();

    /// <summary>After how much silence a stream says that it is still there.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The product's name, as the metadata tell it.</summary>
    public string ServiceName { get; set; } = "Messages";

    /// <summary>
    /// The product's own client in C#, with its namespace, where it has one: made with the address of the server, with
    /// <c>BearerToken</c> and <c>SendAsync(message)</c>. Examples of code use it.
    /// </summary>
    public string? CSharpClient { get; set; }

    /// <summary>Where clients find the server, without a slash at the end; null for the address that a request came to.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Other origins whose pages may use the caller's cookies: <c>https://chat.example.org</c>. The own one always may.</summary>
    public IList<string> AllowedOrigins { get; } = [];
}
