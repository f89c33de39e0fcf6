namespace MiniChat.Tests.Stack;

/// <summary>A server for all tests of a fixture.</summary>
public abstract class StackTests
{
    protected TestServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await Server.DisposeAsync();
}
