using MiniChat.ServiceInterface.Models;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Why vectors could not be made, in our own words: those of answers, with the settings that count here.</summary>
internal static class EmbedderFault
{
    private const string Where = "Whoever runs this server must check MiniChat__Embeddings__BaseUrl, or OPENAI_BASE_URL.";

    /// <summary>Words a failure that was worded for an answer.</summary>
    public static ModelException Of(ModelException error) =>
        error.Failure switch
        {
            ModelFailure.ModelKeyRefused => Say(
                error,
                "The embedder's server refused this server's key. Whoever runs it must check MiniChat__Embeddings__ApiKey, or OPENAI_API_KEY."
            ),
            ModelFailure.ModelNotFound => Say(
                error,
                "The embedder's server does not know the model or the address. Whoever runs this server must check MiniChat__Embeddings__Model and MiniChat__Embeddings__BaseUrl, which ends in /v1."
            ),
            ModelFailure.ModelRefused => Say(
                error,
                "The embedder's server refused the call. Whoever runs this server must check MiniChat__Embeddings__Model and what it can do."
            ),
            ModelFailure.ModelContextTooLong => Say(error, "The text is longer than the embedder can read. Send less."),
            ModelFailure.ModelContentFiltered => Say(
                error,
                "The embedder's content filter refused the text. Word it in another way."
            ),
            ModelFailure.ModelUnreachable => Say(error, $"The embedder's server cannot be reached. Try again later. {Where}"),
            ModelFailure.ModelTimeout => Say(error, "The embedder's server did not answer in time. Try again."),
            ModelFailure.ModelAnswerInvalid => Say(error, $"What the embedder's server answered is no list of vectors. {Where}"),
            _ => error,
        };

    /// <summary>Words an answer that is not what was asked for.</summary>
    /// <param name="what">What came instead; nothing of its content.</param>
    public static ModelException NoVectors(string what) =>
        new(ModelFailure.ModelAnswerInvalid, $"The embedder's server answered with {what}. {Where}");

    private static ModelException Say(ModelException error, string sentence) =>
        new(error.Failure, sentence, error.InnerException) { RetryAfter = error.RetryAfter };
}
