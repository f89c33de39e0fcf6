using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MiniChat.ServiceInterface.Nodes;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.ServerEvents;

/// <summary>Two servers that are nodes of one bus. The same names have the same numbers at both.</summary>
internal sealed class JoinedServers : IAsyncDisposable
{
    private JoinedServers() { }

    /// <summary>The clock of both.</summary>
    public ManualClock Clock { get; } = new();

    /// <summary>The bus, for one more node.</summary>
    public JoinedBuses Buses { get; } = new();

    public Node One { get; private set; } = null!;

    public Node Other { get; private set; } = null!;

    public static async Task<JoinedServers> StartAsync()
    {
        var joined = new JoinedServers();
        joined.One = await joined.StartNodeAsync();
        joined.Other = await joined.StartNodeAsync();
        joined.Tick();
        return joined;
    }

    /// <summary>A tick of both, when they may tell of all their subscribers again.</summary>
    public void Tick()
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        One.Bus.Tick();
        Other.Bus.Tick();
    }

    public async ValueTask DisposeAsync()
    {
        await One.Server.DisposeAsync();
        await Other.Server.DisposeAsync();
    }

    private async Task<Node> StartNodeAsync()
    {
        var bus = Buses.Join();
        var server = MiniChatServer.Start(
            clock: Clock,
            services: services => services.Replace(ServiceDescriptor.Singleton<IBus>(bus))
        );
        using var alice = await server.SignUpAsync("alice");
        using var bob = await server.SignUpAsync("bob");
        return new Node(server, bus, alice.BearerToken!, bob.BearerToken!);
    }

    /// <summary>One of them, and the tokens of two people there.</summary>
    internal sealed record Node(MiniChatServer Server, JoinedBuses.Node Bus, string Alice, string Bob)
    {
        public IServerEvents Events => Server.Services.GetRequiredService<IServerEvents>();

        public Task<Subscriber> SubscribeAsync(string channels, string? token = null) =>
            Subscriber.OpenAsync(Server, token ?? Alice, $"?channels={channels}");

        public Task<HttpResponseMessage> HeartbeatAsync(string id) => PostAsync($"/event-heartbeat?id={id}");

        public Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
            Server.Http.PostAsync(path, body is null ? null : JsonContent.Create(body), Deadline.Soon);

        /// <summary>The channels of each subscriber that is listed.</summary>
        public async Task<string[]> ListAsync(string? token, string query = "")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/event-subscribers" + query);
            request.Headers.Authorization = token is null ? null : new("Bearer", token);
            using var response = await Server.Http.SendAsync(request, Deadline.Soon);
            var all = JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Soon))!.AsArray();
            return [.. all.Select(one => (string)one!["channels"]!)];
        }
    }
}
