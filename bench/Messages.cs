namespace MiniChat.Bench;

/// <summary>Requests per second of the simplest message, beside the same as a bare minimal API, interleaved.</summary>
internal static class Messages
{
    private const int Clients = 64;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        Load.Head($"The simplest message: requests per second, {Clients} connections (median of 5, interleaved)");
        using var bare = await Child.PeerAsync("bare");
        using var stack = await Child.PeerAsync("stack");
        await CompareAsync("GET /api/Hello?name=x", RawClient.Request("GET", "/api/Hello?name=x"), bare, stack);
        await CompareAsync("POST /api/Hello", RawClient.Request("POST", "/api/Hello", """{"name":"x"}"""), bare, stack);
    }

    private static async Task CompareAsync(string what, string request, Child bare, Child stack)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        await Load.RateAsync(Clients, bare.Port, request, Time);
        await Load.RateAsync(Clients, stack.Port, request, Time);
        for (var round = 0; round < 5; round++)
        {
            theirs.Add(await Load.RateAsync(Clients, bare.Port, request, Time));
            ours.Add(await Load.RateAsync(Clients, stack.Port, request, Time));
        }
        var ratio = Load.Median(ours.Zip(theirs, (one, other) => one / other));
        Load.Line(what, $"message host {Load.Median(ours):F0}, bare {Load.Median(theirs):F0}, ratio {ratio:F2}");
    }
}
