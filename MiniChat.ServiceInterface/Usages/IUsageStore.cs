namespace MiniChat.ServiceInterface.Usages;

/// <summary>Where the ledger is kept. The entries of an account go with it.</summary>
public interface IUsageStore
{
    /// <summary>Keeps entries, all or none. Those of accounts that are gone are passed over.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancel">The server stops.</param>
    Task AddAsync(IReadOnlyList<UsageEntry> entries, CancellationToken cancel);

    /// <summary>Sums by day (UTC) and model: the newest day first, then by the model's name.</summary>
    /// <param name="filter">Which entries count.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<IReadOnlyList<UsageSum>> SumAsync(UsageFilter filter, CancellationToken cancel);
}

/// <summary>Which entries of the ledger count.</summary>
public sealed record UsageFilter
{
    /// <summary>The account; null for all.</summary>
    public long? AccountId { get; init; }

    /// <summary>The API key; null for any, and for none.</summary>
    public long? KeyId { get; init; }

    /// <summary>From when on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when, itself left out.</summary>
    public required DateTimeOffset To { get; init; }
}

/// <summary>What was used of one model on one day.</summary>
public sealed record UsageSum
{
    /// <summary>The day, in UTC.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>How many entries.</summary>
    public long Calls { get; init; }

    /// <summary>The tokens of what was sent.</summary>
    public long PromptTokens { get; init; }

    /// <summary>The tokens of what came back.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Of how many entries the tokens are estimated.</summary>
    public long Estimated { get; init; }

    /// <summary>How many failed or were interrupted.</summary>
    public long Failed { get; init; }
}
