using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Makes an API key: a program sends it in place of an access token.</summary>
[Route("/api-keys", "POST"), Tag("api-keys"), ValidateIsAuthenticated, ValidateScope(ServiceModel.Scopes.Account)]
public sealed record CreateApiKey : IPost, IReturn<CreateApiKeyResponse>
{
    /// <summary>What the key is for, in words of your own.</summary>
    [ValidateNotEmpty, ValidateMaximumLength(Limits.ApiKeyNameLength)]
    public string Name { get; set; } = "";

    /// <summary>When it ends, in UTC; at most ten years from now, absent for never.</summary>
    public DateTime? ExpiresDate { get; set; }

    /// <summary>What it can be used for: <c>chat</c>, <c>model</c>, <c>account</c>; absent for all that the caller may do.</summary>
    public List<string>? Scopes { get; set; }
}

/// <summary>The new key. Its text is shown this once.</summary>
public sealed record CreateApiKeyResponse
{
    /// <summary>The key's number: to delete it.</summary>
    public long Id { get; set; }

    /// <summary>The key itself: send it as <c>Authorization: Bearer</c>. The server keeps its hash alone.</summary>
    public string Key { get; set; } = "";

    /// <summary>What it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it can be used for.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>When it ends, in UTC.</summary>
    public DateTime? ExpiresDate { get; set; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTime CreatedDate { get; set; }
}

/// <summary>Lists the caller's own API keys, newest first.</summary>
[Route("/api-keys", "GET"), Tag("api-keys"), ValidateIsAuthenticated, ValidateScope(ServiceModel.Scopes.Account)]
public sealed record FindApiKeys : IGet, IReturn<FindApiKeysResponse>;

/// <summary>All keys of the account.</summary>
public sealed record FindApiKeysResponse
{
    /// <summary>The keys, newest first.</summary>
    public List<ApiKeyItem> Results { get; set; } = [];
}

/// <summary>A key, without its text.</summary>
public sealed record ApiKeyItem
{
    /// <summary>The key's number.</summary>
    public long Id { get; set; }

    /// <summary>What it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its first characters, to know it by.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What it can be used for.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>When it was made, in UTC.</summary>
    public DateTime CreatedDate { get; set; }

    /// <summary>When it ends, in UTC; absent for never.</summary>
    public DateTime? ExpiresDate { get; set; }

    /// <summary>When it was last used, in UTC, to the minute; absent for never.</summary>
    public DateTime? LastUsedDate { get; set; }
}

/// <summary>Deletes an API key: nobody gets in with it any more, and what is open with it ends.</summary>
[Route("/api-keys/{Id}", "DELETE"), Route("/api-keys", "DELETE"), Tag("api-keys")]
[ValidateIsAuthenticated, ValidateScope(ServiceModel.Scopes.Account)]
public sealed record DeleteApiKey : IDelete, IReturnVoid
{
    /// <summary>The key's number.</summary>
    [ValidateGreaterThan(0)]
    public long Id { get; set; }
}
