using System.Text;
using MiniChat.Client;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>A server whose interviews have three questions, and one person with an account.</summary>
internal abstract class InterviewFixture
{
    protected ScriptedModel Model { get; private set; } = null!;

    protected MiniChatServer Server { get; private set; } = null!;

    protected MiniChatClient Client { get; private set; } = null!;

    protected OneConnection Http { get; private set; } = null!;

    [SetUp]
    public async Task Start()
    {
        Model = new ScriptedModel();
        Server = MiniChatServer.Start(Model, new() { ["MiniChat__Interviews__Questions"] = "3" });
        Client = await Server.SignUpAsync();
        Http = new OneConnection(Server.Address, Client.BearerToken);
    }

    [TearDown]
    public async Task Stop()
    {
        Http.Dispose();
        Client.Dispose();
        await Server.DisposeAsync();
    }

    protected Task<Reply> PutAsync(string path, string body) =>
        Http.SendAsync("PUT", path, Encoding.UTF8.GetBytes(body), "application/json");

    protected static async Task<(int Status, string? Code, string Message)> RefusalAsync(Func<Task> call)
    {
        var refused = (await Assert.ThrowsAsync<MiniChatException>(call))!;
        return ((int)refused.StatusCode, refused.ErrorCode, refused.Message);
    }
}
