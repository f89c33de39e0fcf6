using MiniChat.Stack;

namespace MiniChat.ServiceModel;

/// <summary>Tells what was used of the models: by day, in UTC, and by model.</summary>
[Route("/usage", "GET"), Tag("usages"), ValidateIsAuthenticated, ValidateScope(Scopes.Account)]
public sealed record FindUsage : IGet, IReturn<FindUsageResponse>
{
    /// <summary>From when on, in UTC; absent for 30 days before <see cref="To"/>.</summary>
    public DateTime? From { get; set; }

    /// <summary>Until when, in UTC, itself left out; absent for the end of today. At most 366 days after <see cref="From"/>.</summary>
    public DateTime? To { get; set; }

    /// <summary>True for all accounts together; an admin alone may ask.</summary>
    public bool? All { get; set; }

    /// <summary>The account; absent for the caller's own. Another one an admin alone may name.</summary>
    public long? AccountId { get; set; }

    /// <summary>The API key that was used; absent for all, and for none.</summary>
    public long? KeyId { get; set; }
}

/// <summary>What was used.</summary>
public sealed record FindUsageResponse
{
    /// <summary>The days, newest first; those without any use are left out.</summary>
    public List<UsageItem> Results { get; set; } = [];

    /// <summary>All of them together.</summary>
    public UsageTotals Totals { get; set; } = new();
}

/// <summary>What was used of one model on one day.</summary>
public sealed record UsageItem
{
    /// <summary>The day in UTC, such as <c>2026-11-21</c>.</summary>
    public string Day { get; set; } = "";

    /// <summary>The model.</summary>
    public string Model { get; set; } = "";

    /// <summary>How often it was called.</summary>
    public long Calls { get; set; }

    /// <summary>The tokens of what was sent.</summary>
    public long PromptTokens { get; set; }

    /// <summary>The tokens of what came back.</summary>
    public long CompletionTokens { get; set; }

    /// <summary>Of how many calls the tokens are estimated, since the model did not tell them.</summary>
    public long Estimated { get; set; }

    /// <summary>How many calls failed, or were interrupted.</summary>
    public long Failed { get; set; }
}

/// <summary>What was used, all together.</summary>
public sealed record UsageTotals
{
    /// <summary>How often models were called.</summary>
    public long Calls { get; set; }

    /// <summary>The tokens of what was sent.</summary>
    public long PromptTokens { get; set; }

    /// <summary>The tokens of what came back.</summary>
    public long CompletionTokens { get; set; }

    /// <summary>Of how many calls the tokens are estimated.</summary>
    public long Estimated { get; set; }

    /// <summary>How many calls failed, or were interrupted.</summary>
    public long Failed { get; set; }
}
