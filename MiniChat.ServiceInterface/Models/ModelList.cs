using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace MiniChat.ServiceInterface.Models;

/// <summary>Which models the settings name, and whether any answers at all.</summary>
public sealed record ModelListOptions
{
    /// <summary>The models that may be asked; empty for those of the model's server.</summary>
    public IReadOnlyList<string> Listed { get; init; } = [];

    /// <summary>Whether the offline responder answers.</summary>
    public bool IsOffline { get; init; }
}

/// <summary>The models that can be asked: those of the settings, else those that the model's server lists.</summary>
public sealed partial class ModelList(
    IAnswerModel model,
    IModelRelay relay,
    ModelListOptions options,
    TimeProvider clock,
    ILogger<ModelList> logger
)
{
    private const int MostBytes = 4 << 20;

    /// <summary>How long a list counts, and how long a failure does.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How long the model's server may take: somebody waits for the list of a menu.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Told? _told;
    private Task<Told>? _asking;

    private sealed record Told(IReadOnlyList<string> Names, long At, TimeSpan Counts);

    /// <summary>Whether the offline responder answers.</summary>
    public bool IsOffline => options.IsOffline;

    /// <summary>The models, the usual one first. When the model's server does not tell them, that one alone.</summary>
    /// <param name="cancel">The caller has gone.</param>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancel)
    {
        if (options.IsOffline)
            return [model.DefaultModel];
        var names = options.Listed.Count > 0 ? options.Listed : await ListedThereAsync().WaitAsync(cancel);
        return [.. names.Order(StringComparer.Ordinal).Prepend(model.DefaultModel).Distinct()];
    }

    // One call for all who want the list, whoever of them leaves.
    private async Task<IReadOnlyList<string>> ListedThereAsync()
    {
        Task<Told> asking;
        lock (_gate)
        {
            if (_told is { } told && clock.GetElapsedTime(told.At) < told.Counts)
                return told.Names;
            asking = _asking ??= Task.Run(TellAsync);
        }
        return (await asking).Names;
    }

    private async Task<Told> TellAsync()
    {
        try
        {
            var names = await AskAsync();
            return _told = new Told(names ?? [], clock.GetTimestamp(), names is null ? Pause : Fresh);
        }
        finally
        {
            lock (_gate)
                _asking = null;
        }
    }

    /// <summary>What the model's server lists; null when it does not tell.</summary>
    private async Task<IReadOnlyList<string>?> AskAsync()
    {
        try
        {
            using var enough = new CancellationTokenSource(Patience, clock);
            await using var response = await relay.SendAsync(new RelayedCall("GET", "models"), enough.Token);
            if (response.Status == 200)
                return Read(await BodyAsync(response));
            LogRefused(response.Status);
        }
        catch (Exception e)
            when (e
                    is ModelException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or OperationCanceledException
            )
        {
            LogFailed(e);
        }
        return null;
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(RelayedResponse response)
    {
        using var body = new MemoryStream();
        var buffer = new byte[RelayedResponse.LeastBuffer * 4];
        while (await response.ReadAsync(buffer) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
                throw new InvalidOperationException("The list of models is too long.");
        }
        return body.ToArray();
    }

    private static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return
        [
            .. document
                .RootElement.GetProperty("data")
                .EnumerateArray()
                .Select(one => one.GetProperty("id").GetString())
                .OfType<string>(),
        ];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model's server answered with {Status} in place of a list of models")]
    private partial void LogRefused(int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model's server told no list of models")]
    private partial void LogFailed(Exception error);
}
