using MiniChat.Tests.Support;

namespace MiniChat.Tests.SignIns;

/// <summary>A server, and somebody with an account who signs in by code.</summary>
internal abstract class CodeFlowFixture
{
    protected MiniChatServer Server { get; private set; } = null!;

    protected CodeFlow Flow { get; private set; } = null!;

    [SetUp]
    public async Task Start()
    {
        Server = MiniChatServer.Start();
        Flow = await CodeFlow.StartAsync(Server);
    }

    [TearDown]
    public async Task Stop()
    {
        Flow.Dispose();
        await Server.DisposeAsync();
    }
}
