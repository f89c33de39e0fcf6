namespace MiniChat.Stack;

/// <summary>Sends messages within the process, as other doors do: authorization and validation are the same as over HTTP.</summary>
public interface IMessageGateway
{
    /// <summary>Sends a message and waits for its response.</summary>
    /// <exception cref="ServiceException">The caller may not send it, it breaks a rule, or its handler refuses it.</exception>
    Task<T> SendAsync<T>(IReturn<T> message, Call call, CancellationToken cancel);

    /// <summary>Sends a message that is answered with nothing.</summary>
    /// <exception cref="ServiceException">The caller may not send it, it breaks a rule, or its handler refuses it.</exception>
    Task SendAsync(IReturnVoid message, Call call, CancellationToken cancel);

    /// <summary>Sends a message and follows its stream; who stops following cancels it.</summary>
    /// <exception cref="ServiceException">At once, when the caller may not send it or it breaks a rule.</exception>
    IAsyncEnumerable<TEvent> StreamAsync<TEvent>(IStreamOf<TEvent> message, Call call, CancellationToken cancel)
        where TEvent : IStreamEvent;
}
