using System.Globalization;
using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Why a call failed, in our own words.</summary>
/// <param name="Error">What the caller is told.</param>
/// <param name="MayPass">Whether the same call may go well a moment later.</param>
internal sealed record OpenAiFault(ModelException Error, bool MayPass = false)
{
    public static OpenAiFault Of(ModelFailure failure, string sentence, Exception? inner = null) =>
        new(new ModelException(failure, sentence, inner));

    /// <summary>Words an answer whose status says that it is none.</summary>
    public static OpenAiFault OfStatus(int status, OpenAiError error, TimeSpan? retryAfter)
    {
        var (failure, sentence) = Word(status, error);
        var mayPass = status is 408 or 429 or 500 or 502 or 503 or 504 && failure != ModelFailure.ModelQuotaExceeded;
        return new OpenAiFault(new ModelException(failure, sentence) { RetryAfter = mayPass ? retryAfter : null }, mayPass);
    }

    private static (ModelFailure Failure, string Sentence) Word(int status, OpenAiError error) =>
        status switch
        {
            402 or 429 when status == 402 || error.IsQuota => (
                ModelFailure.ModelQuotaExceeded,
                "This server's account at the model is out of credit. Whoever runs it must add credit there; then ask again."
            ),
            401 or 403 => (
                ModelFailure.ModelKeyRefused,
                $"The model's server refused this server's key ({status}). Whoever runs it must check OPENAI_API_KEY."
            ),
            429 => (
                ModelFailure.ModelRateLimited,
                "The model takes no more calls just now (429). Wait a little, then ask again."
            ),
            _ when error.IsModelNotFound && status < 500 => (ModelFailure.ModelNotFound, NotFound(status)),
            400 or 413 or 422 when status == 413 || error.IsContextTooLong => (
                ModelFailure.ModelContextTooLong,
                "The messages are longer than the model can read. Send less, or choose a model that reads more."
            ),
            400 or 422 when error.IsContentFilter => (
                ModelFailure.ModelContentFiltered,
                "The model's content filter refused the messages. Word them in another way."
            ),
            404 => (ModelFailure.ModelNotFound, NotFound(status)),
            408 => (ModelFailure.ModelTimeout, "The model's server gave up waiting (408). Ask again."),
            >= 500 => (
                ModelFailure.ModelServerError,
                $"The model's server had a fault of its own ({status}). Ask again in a little while."
            ),
            >= 400 => (
                ModelFailure.ModelRefused,
                $"The model's server refused the call ({status}). Check the model's name and what it can do."
            ),
            >= 300 => (
                ModelFailure.ModelAnswerInvalid,
                $"The model's server points to another address ({status}). Whoever runs this server must set OPENAI_BASE_URL to that one."
            ),
            _ => (
                ModelFailure.ModelAnswerInvalid,
                $"The model's server gave no answer ({status}). Whoever runs this server must check OPENAI_BASE_URL."
            ),
        };

    private static string NotFound(int status) =>
        $"The model's server does not know the model or the address ({status}). Choose another model; whoever runs this server must check OPENAI_MODEL and OPENAI_BASE_URL, which ends in /v1.";

    /// <summary>Words an answer that is none.</summary>
    public static OpenAiFault NoAnswer(string what) =>
        Of(
            ModelFailure.ModelAnswerInvalid,
            $"The model's server answered with {what}. Whoever runs this server must check OPENAI_BASE_URL."
        );

    /// <summary>Words an answer that is no stream of events.</summary>
    public static OpenAiFault NoStream(string what) =>
        Of(
            ModelFailure.ModelAnswerInvalid,
            $"The model's server answered with {what} instead of a stream of events. Whoever runs this server must check OPENAI_BASE_URL."
        );

    /// <summary>Words a stream that broke off.</summary>
    public static OpenAiFault Broken(string how, Exception? inner = null) =>
        Of(ModelFailure.ModelStreamBroken, $"The model's answer broke off before its end: {how}. Ask again.", inner);

    /// <summary>Words a server that did not let us in.</summary>
    public static OpenAiFault Unreachable(Exception error)
    {
        // The SDK wraps what HttpClient says.
        var inner = error;
        while (inner is not (HttpRequestException or OperationCanceledException) && inner.InnerException is { } deeper)
            inner = deeper;
        var kind = (inner as HttpRequestException)?.HttpRequestError;
        var (how, mayPass) = kind switch
        {
            HttpRequestError.NameResolutionError => ("its name is not known", true),
            HttpRequestError.SecureConnectionError => ("its certificate or TLS is not right", false),
            HttpRequestError.ConnectionError => ("it takes no connection", true),
            // The connect timeout: another ten seconds would hardly end in another way.
            null when inner is OperationCanceledException => ("it did not take the connection in time", false),
            _ => ("the connection was lost", true),
        };
        return new OpenAiFault(
            new ModelException(
                ModelFailure.ModelUnreachable,
                $"The model's server cannot be reached: {how}. Ask again later; whoever runs this server must check OPENAI_BASE_URL and the network.",
                inner
            ),
            mayPass
        );
    }

    /// <summary>Words a limit that has passed.</summary>
    public static OpenAiFault TimedOut(Deadline deadline, OpenAiOptions options)
    {
        var (what, limit) = deadline switch
        {
            { WholeExpired: true } => ("did not finish", options.WholeTimeout),
            { Phase: Phase.FirstToken } => ("did not begin to answer", options.FirstTokenTimeout),
            _ => ("said nothing more", options.BetweenTokensTimeout),
        };
        var seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return Of(ModelFailure.ModelTimeout, $"The model {what} within {seconds} seconds. Ask again.");
    }
}
