namespace MiniChat.Stack;

/// <summary>What went wrong, as ServiceStack's clients read it: <c>{"responseStatus":{errorCode,message,errors}}</c>.</summary>
public sealed record ResponseStatus
{
    /// <summary>The error's code, such as <c>NotEmpty</c> or <c>Unauthorized</c>.</summary>
    public string ErrorCode { get; set; } = "";

    /// <summary>What was wrong and what would be right, for a person.</summary>
    public string Message { get; set; } = "";

    /// <summary>The fields that broke a rule; empty when it was no field.</summary>
    public List<ResponseError> Errors { get; set; } = [];

    /// <summary>More about the error, by name.</summary>
    public Dictionary<string, string>? Meta { get; set; }
}

/// <summary>One field that broke a rule.</summary>
public sealed record ResponseError
{
    /// <summary>The rule's code, such as <c>NotEmpty</c>.</summary>
    public string ErrorCode { get; set; } = "";

    /// <summary>The property's name in PascalCase; nested ones as <c>Messages[0].Content</c>.</summary>
    public string FieldName { get; set; } = "";

    /// <summary>What was wrong and what would be right, for a person.</summary>
    public string Message { get; set; } = "";

    /// <summary>The rule's figures, by name.</summary>
    public Dictionary<string, string>? Meta { get; set; }
}

/// <summary>The body of every error.</summary>
public sealed record ErrorResponse
{
    /// <summary>What went wrong.</summary>
    public ResponseStatus ResponseStatus { get; set; } = new();
}
