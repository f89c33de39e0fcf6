namespace MiniChat.ServiceModel;

/// <summary>What an API key can be used for. Who has signed in may do all of it.</summary>
public static class Scopes
{
    /// <summary>Questions, completions, chats and answers: all that is kept.</summary>
    public const string Chat = "chat";

    /// <summary>The doors that pass a call on to the model and keep none of its content: <c>/v1/*</c>, <c>/prompt</c>, <c>/ws-prompt</c>.</summary>
    public const string Model = "model";

    /// <summary>The account itself: API keys, usage, and who one is.</summary>
    public const string Account = "account";
}
