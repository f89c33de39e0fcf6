using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Accounts;

/// <summary>What a caller is told whose account was deleted, be it in this very moment.</summary>
public static class GoneAccount
{
    /// <summary>The refusal.</summary>
    /// <param name="cause">How it was noticed, for the log.</param>
    public static ServiceException Refusal(Exception? cause = null) =>
        new(ErrorKind.Unauthorized, "The account is not there any more. Sign in with another one.", cause);
}
