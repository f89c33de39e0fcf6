using System.Net.Http.Json;
using MiniChat.Client;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Three processes on one PostgreSQL, and a model's server that says what a test tells it to.</summary>
internal abstract class ClusterFixture
{
    private int _people;

    /// <summary>The processes.</summary>
    protected MiniChatCluster Cluster { get; private set; } = null!;

    /// <summary>What all of them ask.</summary>
    protected FakeUpstream Upstream { get; private set; } = null!;

    /// <summary>Settings of all members beside the usual ones.</summary>
    protected virtual Dictionary<string, string> Settings => [];

    /// <summary>Whether the first member reaches the database over a line that can be cut.</summary>
    protected virtual bool OverLine => false;

    protected static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Begin()
    {
        Upstream = await FakeUpstream.StartAsync();
        var settings = new Dictionary<string, string>(Settings)
        {
            ["OPENAI_BASE_URL"] = Upstream.BaseUrl,
            ["MiniChat__Embeddings__Provider"] = "offline",
        };
        Cluster = await MiniChatCluster.StartAsync(3, settings, overLine: OverLine);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (Cluster is not null)
            await Cluster.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    [TearDown]
    public void AnswerAsUsual() => Upstream.Answer(null);

    /// <summary>One person with a client at each member; the token is the same.</summary>
    protected async Task<MiniChatClient[]> SignUpAsync()
    {
        var name = $"person{Interlocked.Increment(ref _people)}";
        var clients = Enumerable.Range(0, 3).Select(index => new MiniChatClient(Cluster[index].Address)).ToArray();
        await clients[0].SendAsync(new Register { UserName = name, Password = MiniChatServer.Password }, Cancel);
        await clients[1].SignInAsync(name, MiniChatServer.Password, Cancel);
        foreach (var client in clients)
            client.BearerToken = clients[1].BearerToken;
        return clients;
    }

    /// <summary>The person's plain HTTP at a member.</summary>
    protected HttpClient HttpOf(int index, string? token)
    {
        var http = new HttpClient { BaseAddress = Cluster[index].Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    /// <summary>From now on answers say the first half, and the second when the gate opens.</summary>
    protected TaskCompletionSource HoldAnswers(string first, string second)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Upstream.Answer(async context =>
        {
            var writer = new UpstreamWriter(context, default);
            await writer.BeginAsync();
            await writer.TextAsync(first);
            await gate.Task.WaitAsync(context.RequestAborted);
            await writer.TextAsync(second);
            await writer.FinishAsync("stop", 3, 4);
        });
        return gate;
    }
}
