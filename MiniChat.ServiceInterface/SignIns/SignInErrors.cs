using MiniChat.Stack;

namespace MiniChat.ServiceInterface.SignIns;

/// <summary>Why a sign-in by code does not go on. No sentence holds a state or a code.</summary>
internal static class SignInErrors
{
    public static ServiceException OtherBrowser() =>
        Invalid("The sign-in was begun in another browser; finish it there, or begin it again in this one.");

    public static ServiceException Of(CodeOutcome outcome) =>
        outcome switch
        {
            CodeOutcome.Wrong => Invalid("The code is not the one of this sign-in; use it as it came, or begin again."),
            CodeOutcome.Expired => Invalid(
                $"The code has expired, it is good for {CodeSignIns.CodeLifetime.TotalSeconds} seconds; begin the sign-in again."
            ),
            CodeOutcome.Spent or CodeOutcome.Replayed => Invalid("The sign-in was finished before; begin it again."),
            _ => Invalid("The sign-in is not known or has expired; begin it again."),
        };

    public static ServiceException TooMany() =>
        new(ErrorKind.Unavailable, "Too many are signing in just now; try again in a minute.")
        {
            ErrorCode = "SignInBusy",
            RetryAfter = TimeSpan.FromMinutes(1),
        };

    /// <summary>What the provider failed with, and that the sign-in cannot go on.</summary>
    public static ServiceException AtProvider(ServiceException failure) =>
        new(failure.Kind, $"{failure.Message} This sign-in is used up; begin it again.", failure)
        {
            ErrorCode = failure.ErrorCode,
            RetryAfter = failure.RetryAfter,
        };

    private static ServiceException Invalid(string sentence) => new(ErrorKind.Invalid, sentence) { ErrorCode = "SignInInvalid" };
}
