using System.Buffers.Text;
using System.Security.Cryptography;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Shares;

/// <summary>Where links begin.</summary>
/// <param name="PublicUrl">The server's address for others; null for where a request came to.</param>
public sealed record ShareOptions(string? PublicUrl);

/// <summary>Makes links to shared chats, and tells of them.</summary>
/// <param name="options">Where they begin.</param>
public sealed class ShareLinks(ShareOptions options)
{
    private const int TokenBytes = 24;

    /// <summary>A token that nobody guesses.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The link.</summary>
    /// <param name="token">What it is known by.</param>
    /// <param name="call">Who asks for it, and where.</param>
    public string Url(string token, Call call) => $"{options.PublicUrl ?? call.Server.ToString()}/s/{token}";

    /// <summary>What is told of a link.</summary>
    /// <param name="share">The link.</param>
    /// <param name="call">Who asks for it, and where.</param>
    public ShareChatResponse Describe(StoredShare share, Call call) =>
        new()
        {
            Token = share.Token,
            Url = Url(share.Token, call),
            CreatedDate = share.CreatedAt.UtcDateTime,
            TurnId = share.TurnId,
        };
}
