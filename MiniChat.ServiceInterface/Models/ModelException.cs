using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Models;

/// <summary>How a model can fail. The name is the error's code.</summary>
public enum ModelFailure
{
    /// <summary>The server's key for the model is missing, wrong or not allowed.</summary>
    ModelKeyRefused,

    /// <summary>The server's account at the model is out of credit.</summary>
    ModelQuotaExceeded,

    /// <summary>The model takes no more calls just now.</summary>
    ModelRateLimited,

    /// <summary>The messages are longer than the model can read.</summary>
    ModelContextTooLong,

    /// <summary>The model's content filter refused the messages.</summary>
    ModelContentFiltered,

    /// <summary>The model's server does not know the model.</summary>
    ModelNotFound,

    /// <summary>The model's server refused the call for another reason.</summary>
    ModelRefused,

    /// <summary>The model's server cannot be reached.</summary>
    ModelUnreachable,

    /// <summary>The model took too long to connect, to begin, to go on, or as a whole.</summary>
    ModelTimeout,

    /// <summary>The answer broke off before its end.</summary>
    ModelStreamBroken,

    /// <summary>The model's server had a fault of its own.</summary>
    ModelServerError,

    /// <summary>The model's server answered something that is not an answer.</summary>
    ModelAnswerInvalid,
}

/// <summary>A model that could not answer. The sentence names what happened and what to do; it never holds upstream text or a secret.</summary>
public sealed class ModelException : ServiceException
{
    /// <summary>Makes the exception; its code is the failure's name.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="sentence">What happened and what to do.</param>
    /// <param name="inner">The cause, for the log.</param>
    public ModelException(ModelFailure failure, string sentence, Exception? inner = null)
        : base(KindOf(failure), sentence, inner)
    {
        Failure = failure;
        ErrorCode = failure.ToString();
    }

    /// <summary>How it failed.</summary>
    public ModelFailure Failure { get; }

    internal static ErrorKind KindOf(ModelFailure failure) =>
        failure switch
        {
            ModelFailure.ModelRateLimited or ModelFailure.ModelQuotaExceeded => ErrorKind.Unavailable,
            ModelFailure.ModelTimeout => ErrorKind.ModelTimeout,
            ModelFailure.ModelContextTooLong or ModelFailure.ModelContentFiltered or ModelFailure.ModelNotFound =>
                ErrorKind.Invalid,
            _ => ErrorKind.ModelFailed,
        };
}
