using System.Buffers;
using MiniChat.Stack;

namespace MiniChat.Host.Identity;

/// <summary>A sign-in that an outside provider let fail: a sentence for the person, a cause for the operator's log.</summary>
/// <remarks>Neither ever holds what the provider wrote, but for an error's code in the form that RFC 6749 gives it.</remarks>
internal sealed class ProviderFault : ServiceException
{
    private const int LongestCode = 64;

    // RFC 6749, 5.2, allows nearly all of ASCII; real codes are words.
    private static readonly SearchValues<char> CodeSigns = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
    );

    private ProviderFault(ErrorKind kind, string sentence, string cause)
        : base(kind, sentence) => Cause = cause;

    /// <summary>What the operator reads.</summary>
    public string Cause { get; }

    public static ProviderFault Unreachable(string cause) =>
        new(ErrorKind.Unavailable, "The sign-in service cannot be reached just now; try again in a while.", cause)
        {
            ErrorCode = "ProviderUnreachable",
        };

    public static ProviderFault TimedOut(string cause) =>
        new(ErrorKind.ModelTimeout, "The sign-in service took too long; try again in a while.", cause)
        {
            ErrorCode = "ProviderTimeout",
        };

    public static ProviderFault Failed(string cause) =>
        new(
            ErrorKind.ModelFailed,
            "The sign-in service answered with something that cannot be used; tell this server's operator if it stays so.",
            cause
        )
        {
            ErrorCode = "ProviderFailed",
        };

    public static ProviderFault Refused(string cause) =>
        new(ErrorKind.ModelFailed, "The sign-in service refuses this server's settings; tell its operator.", cause)
        {
            ErrorCode = "ProviderRefused",
        };

    /// <summary>Words an answer by its status.</summary>
    /// <param name="status">Any but 200.</param>
    /// <param name="from">What was asked for.</param>
    public static ProviderFault OfStatus(int status, string from)
    {
        var cause = $"{status} from the {from}";
        return status switch
        {
            429 or 503 => Unreachable(cause),
            504 => TimedOut(cause),
            >= 400 and < 500 => Refused(cause),
            >= 300 and < 400 => Failed($"{cause}; redirects are not followed"),
            _ => Failed(cause),
        };
    }

    /// <summary>Words a refusal of the token endpoint.</summary>
    /// <param name="code">The error's code, as it came.</param>
    public static ProviderFault OfToken(string code)
    {
        var isCode = code.Length is > 0 and <= LongestCode && !code.AsSpan().ContainsAnyExcept(CodeSigns);
        var cause = $"the token endpoint refused: {(isCode ? code : "an error without a code")}";
        return code switch
        {
            // The second is GitHub's word.
            "invalid_grant" or "bad_verification_code" or "access_denied" => new ProviderFault(
                ErrorKind.Invalid,
                "The sign-in service does not take the code: it was used before, or has expired.",
                cause
            )
            {
                ErrorCode = "SignInInvalid",
            },
            "temporarily_unavailable" or "slow_down" => Unreachable(cause),
            "server_error" => Failed(cause),
            _ => Refused(cause),
        };
    }
}
