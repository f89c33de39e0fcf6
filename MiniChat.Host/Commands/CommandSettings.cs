using MiniChat.Host.Storage;

namespace MiniChat.Host.Commands;

/// <summary>What commands have to know of the settings.</summary>
internal sealed record CommandSettings
{
    /// <summary>Where everything is kept.</summary>
    public required EnginePlace Place { get; init; }

    /// <summary>Reads another connection string, as that one was read.</summary>
    public required Func<string, EnginePlace> PlaceOf { get; init; }

    /// <summary>Whether <c>JWT_SECRET</c> is set.</summary>
    public required bool HasSecret { get; init; }
}
