namespace MiniChat.Bench;

/// <summary>What is measured on PostgreSQL; skipped where it is not installed.</summary>
internal static class PostgresParts
{
    public static async Task RunAsync(string? part)
    {
        await using var place = await PostgresPlace.TryStartAsync();
        if (place is null)
            return;
        if (part is null or "questions")
            await PostgresQuestions.RunAsync(place);
        if (part is null or "readers")
            await RemoteReaders.RunAsync(place);
        if (part is null or "costs")
            await CostMeter.MeasureAsync(place);
        if (part is null or "memory")
            await RemoteReaders.HoldAsync(place);
        if (part is null or "search")
            await Searches.RunAsync(place);
        if (part is null or "usage")
            await UsageSums.RunAsync(place);
    }
}
