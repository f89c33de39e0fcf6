using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MiniChat.Stack;

namespace MiniChat.Tests.Stack;

public sealed class EchoServices : IService
{
    public Task<Echo> Any(Echo request) => Task.FromResult(request);

    public Task<Echo> PostAsync(Strict request, CancellationToken cancel) => Task.FromResult(new Echo { Text = request.Text });

    public async Task<WhoResponse> Any(Who request, Call call)
    {
        await Task.Yield();
        return new WhoResponse
        {
            UserName = call.Caller.UserName,
            IdempotencyKey = call.IdempotencyKey,
            LastEventId = call.LastEventId,
            Address = call.Address?.ToString(),
        };
    }

    public Task<WhoResponse> Post(Secret request, Caller caller, CancellationToken cancel) =>
        Task.FromResult(new WhoResponse { UserName = caller.UserName });

    public Task<WhoResponse> Any(Scoped request, Caller caller) =>
        Task.FromResult(new WhoResponse { UserName = caller.UserName });

    public Task<WhoResponse> Get(AdminOnly request, Caller caller) =>
        Task.FromResult(new WhoResponse { UserName = caller.UserName });

    public Task Delete(DeleteThing request) => Task.CompletedTask;

    public Task Post(HiddenMessage request) => Task.CompletedTask;

    public async Task<WhoResponse> Post(Fail request)
    {
        await Task.Yield();
        if (Enum.TryParse<ErrorKind>(request.How, out var kind))
            throw new ServiceException(kind, $"It is {kind}.")
            {
                RetryAfter = kind == ErrorKind.TooMany ? TimeSpan.FromSeconds(6.2) : null,
                Meta = kind == ErrorKind.Conflict ? new Dictionary<string, string> { ["Id"] = "7" } : new(),
                ErrorCode = kind == ErrorKind.ModelFailed ? "ModelRateLimited" : null,
            };
        throw request.How switch
        {
            "field" => ServiceException.ForField("How", "TooOdd", "'How' is too odd."),
            "io" => new IOException("The disk of /var/secret is full."),
            _ => new InvalidOperationException("Connection string: Password=hunter2"),
        };
    }
}

/// <summary>Streams what the tests write.</summary>
public sealed class StreamServices : IService
{
    private readonly ConcurrentDictionary<string, Channel<TestEvent>> channels = new();

    /// <summary>What a test writes here is streamed to who follows the name.</summary>
    public Channel<TestEvent> Channel(string name) =>
        channels.GetOrAdd(name, _ => System.Threading.Channels.Channel.CreateUnbounded<TestEvent>());

    /// <summary>Done when the follower of the name has been cancelled.</summary>
    public TaskCompletionSource<bool> Cancelled { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WhoResponse> Post(Ask request) => Task.FromResult(new WhoResponse { UserName = "at once" });

    public IAsyncEnumerable<TestEvent> Stream(Ask request, CancellationToken cancel) => Words(request.Text ?? "a b", cancel);

    public IAsyncEnumerable<TestEvent> Stream(PrivateFollow request, Caller caller, CancellationToken cancel) =>
        Words(caller.UserName, cancel);

    public async IAsyncEnumerable<TestEvent> Stream(Follow request, Call call, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (request.Name == "missing")
            throw new ServiceException(ErrorKind.NotFound, "There is no such stream.");
        if (call.LastEventId is { } last)
            yield return new TestEvent
            {
                Seq = last + 1,
                Event = "resumed",
                Data = new TestText { Text = "on" },
            };
        try
        {
            await foreach (var item in Channel(request.Name).Reader.ReadAllAsync(cancel))
                yield return item;
        }
        finally
        {
            if (cancel.IsCancellationRequested)
                Cancelled.TrySetResult(true);
        }
    }

    private static async IAsyncEnumerable<TestEvent> Words(string text, [EnumeratorCancellation] CancellationToken cancel)
    {
        var seq = 0L;
        foreach (var word in text.Split(' '))
        {
            if (word == "yield")
                await Task.Yield();
            if (word == "refuse")
                throw new ServiceException(ErrorKind.Unavailable, "Not now.");
            if (word == "boom")
                throw new InvalidOperationException("Password=hunter2");
            cancel.ThrowIfCancellationRequested();
            yield return new TestEvent
            {
                Seq = seq++,
                Event = "delta",
                Data = new TestText { Text = word },
            };
        }
        yield return new TestEvent
        {
            Seq = seq,
            Event = "completed",
            Data = new TestText { Text = "" },
        };
    }
}
