using MiniChat.Stack.Metadata;
using MiniChat.Tests.Stack;

namespace MiniChat.Tests.Types;

/// <summary>The message host of the tests' messages, with its types and metadata.</summary>
public abstract class TypesServer
{
    /// <summary>Messages of every kind, and the types of all of theirs.</summary>
    protected const string Small = "Strict.*,Ask.*,Follow.*,DeleteThing.*,AdminOnly.*,Secret.*,Authenticate.*,ResponseStatus.*";

    protected TestServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        Server = await TestServer.StartAsync(
            options =>
            {
                options.ServiceName = "Tests <&>";
                options.PublicUrl = "https://types.example";
            },
            app => app.MapMetadata()
        );

    [OneTimeTearDown]
    public async Task Stop() => await Server.DisposeAsync();

    protected async Task<string> TypesAsync(string language, string query = "")
    {
        var reply = await Server.GetAsync($"/types/{language}{query}");
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        return reply.Body;
    }
}
