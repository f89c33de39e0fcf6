using MiniChat.Stack.Metadata;
using MiniChat.Tests.Rules;
using MiniChat.Tests.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Types;

/// <summary>What is checked by compilers: the types of MiniChat itself, and of the tests' messages with their odder ones.</summary>
public abstract class GeneratedTypes
{
    internal static readonly string StandIns = Path.Combine(Repository.Root, "MiniChat.Tests", "Types", "StandIns");

    private TestServer _odd = null!;

    internal MiniChatServer Server { get; private set; } = null!;

    internal TempFolder Folder { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Folder = new TempFolder();
        Server = MiniChatServer.Start();
        _odd = await TestServer.StartAsync(map: app => app.MapMetadata());
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _odd.DisposeAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>MiniChat's types.</summary>
    internal Task<string> OwnAsync(string language, string query = "") =>
        Server.Http.GetStringAsync($"/types/{language}{query}", Deadline.Soon);

    /// <summary>The types of the tests' messages.</summary>
    internal async Task<string> OddAsync(string language, string query = "") =>
        (await _odd.GetAsync($"/types/{language}{query}")).Body;

    /// <summary>Writes a text to a file of the folder.</summary>
    internal string Write(string name, string text)
    {
        var path = Folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
