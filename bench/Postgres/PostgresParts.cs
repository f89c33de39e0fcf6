namespace MiniChat.Bench;

/// <summary>What is measured on PostgreSQL; skipped where it is not installed.</summary>
internal static class PostgresParts
{
    public static async Task RunAsync(string? part)
    {
        await using var place = await PostgresPlace.TryStartAsync();
        if (place is null)
            return;
        if (part == "loop")
            await PostgresQuestions.LoopAsync(place);
        if (part is null or "questions")
            await PostgresQuestions.RunAsync(place);
    }
}
