using System.Globalization;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.ServiceInterface.Usages;

/// <summary>Tells what was used of the models.</summary>
public sealed class UsageServices(IUsageStore store, TimeProvider clock) : IService
{
    private const int UsualDays = 30;
    private const int MostDays = 366;

    public async Task<FindUsageResponse> Get(FindUsage request, Caller caller, CancellationToken cancel)
    {
        var ofOthers = request.All == true || (request.AccountId ?? caller.AccountId) != caller.AccountId;
        if (ofOthers && !caller.HasRole(AccountRoles.Admin))
            throw new ServiceException(ErrorKind.Forbidden, "The usage of other accounts is for the role Admin alone.");
        var (from, to) = SpanOf(request);
        var filter = new UsageFilter
        {
            AccountId = request.AccountId ?? (request.All == true ? null : caller.AccountId),
            KeyId = request.KeyId,
            From = from,
            To = to,
        };
        var sums = await store.SumAsync(filter, cancel);
        return new FindUsageResponse { Results = [.. sums.Select(Describe)], Totals = Together(sums) };
    }

    private (DateTimeOffset From, DateTimeOffset To) SpanOf(FindUsage request)
    {
        var to = InUtc(request.To ?? clock.GetUtcNow().UtcDateTime.Date.AddDays(1));
        var from = request.From is { } begin ? InUtc(begin) : Before(to);
        if (from >= to)
            throw ServiceException.ForField("From", "Range", "'From' must lie before 'To'.");
        if (to - from > TimeSpan.FromDays(MostDays))
            throw ServiceException.ForField("From", "Range", $"'From' must lie at most {MostDays} days before 'To'.");
        return (from, to);
    }

    private static DateTimeOffset InUtc(DateTime date) => new(DateTime.SpecifyKind(date, DateTimeKind.Utc));

    // Whoever asks about the year 1 gets what is there: nothing.
    private static DateTimeOffset Before(DateTimeOffset to) =>
        to - DateTimeOffset.MinValue > TimeSpan.FromDays(UsualDays) ? to.AddDays(-UsualDays) : DateTimeOffset.MinValue;

    private static UsageItem Describe(UsageSum sum) =>
        new()
        {
            Day = sum.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Model = sum.Model,
            Calls = sum.Calls,
            PromptTokens = sum.PromptTokens,
            CompletionTokens = sum.CompletionTokens,
            Estimated = sum.Estimated,
            Failed = sum.Failed,
        };

    private static UsageTotals Together(IReadOnlyList<UsageSum> sums) =>
        new()
        {
            Calls = sums.Sum(sum => sum.Calls),
            PromptTokens = sums.Sum(sum => sum.PromptTokens),
            CompletionTokens = sums.Sum(sum => sum.CompletionTokens),
            Estimated = sums.Sum(sum => sum.Estimated),
            Failed = sums.Sum(sum => sum.Failed),
        };
}
