namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Who makes access tokens.</summary>
public interface IAccessTokens
{
    /// <summary>How long an access token lives when nobody says otherwise.</summary>
    TimeSpan Lifetime { get; }

    /// <summary>Makes an access token.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="sessionId">The session it belongs to.</param>
    /// <param name="lifetime">How long it lives.</param>
    string Issue(Account account, string sessionId, TimeSpan lifetime);
}
