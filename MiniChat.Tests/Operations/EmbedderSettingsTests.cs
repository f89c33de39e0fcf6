using Microsoft.Extensions.DependencyInjection;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>Which embedder the settings choose, and what they refuse.</summary>
[TestFixture]
internal sealed class EmbedderSettingsTests
{
    [Test]
    public async Task Without_settings_vectors_are_made_without_a_model_also_with_a_key()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["OPENAI_API_KEY"] = "sk-key-of-a-test" });

        Assert.That(server.Services.GetRequiredService<IEmbedder>().Name, Is.EqualTo("hash-1024"));
    }

    [TestCase("OPENAI_API_KEY", "sk-key-of-a-test")]
    [TestCase("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")]
    [TestCase("MiniChat__Embeddings__ApiKey", "sk-key-of-a-test")]
    [TestCase("MiniChat__Embeddings__BaseUrl", "http://127.0.0.1:9/v1")]
    public async Task Openai_is_used_when_it_is_named_and_there_is_a_key_or_an_address(string name, string value)
    {
        var settings = new Dictionary<string, string> { ["MiniChat__Embeddings__Provider"] = "openai", [name] = value };
        await using var server = MiniChatServer.Start(settings: settings);

        var embedder = server.Services.GetRequiredService<IEmbedder>();

        Assert.That((embedder.Name, embedder.Dimensions), Is.EqualTo(("text-embedding-3-small-1536", 1536)));
    }

    [Test]
    public async Task The_key_of_one_server_is_not_sent_to_another()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = MiniChatServer.Start(
            settings: new()
            {
                ["OPENAI_API_KEY"] = "sk-key-of-a-test",
                ["MiniChat__Embeddings__Provider"] = "openai",
                ["MiniChat__Embeddings__BaseUrl"] = upstream.BaseUrl,
            }
        );

        var embedding = server.Services.GetRequiredService<IEmbedder>().EmbedAsync(["x"], Deadline.Soon);
        var call = await upstream.NextCallAsync();

        await Assert.CatchAsync(() => embedding);
        Assert.That(call.Authorization, Is.Null);
    }

    [TestCase("MiniChat__Embeddings__Provider", "nobody", "offline or openai")]
    [TestCase("MiniChat__Embeddings__Provider", "openai", "MiniChat__Embeddings__BaseUrl")]
    [TestCase("MiniChat__Embeddings__Dimensions", "0", "from 1")]
    [TestCase("MiniChat__Embeddings__MemoryBytes", "-1", "from 0")]
    [TestCase("MiniChat__Embeddings__BaseUrl", "somewhere", "https://")]
    [TestCase("MiniChat__Embeddings__ApiKey", "{2049}", "2048")]
    [TestCase("MiniChat__Embeddings__Model", "a-model-of-our-own", "MiniChat__Embeddings__Dimensions")]
    public async Task A_bad_setting_is_refused_at_start_with_its_key_and_what_it_may_be(
        string name,
        string value,
        string expected
    )
    {
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string>
        {
            [name] = value.Replace("{2049}", new string('k', 2049), StringComparison.Ordinal),
        };
        if (name.EndsWith("Model", StringComparison.Ordinal))
            (settings["MiniChat__Embeddings__Provider"], settings["OPENAI_API_KEY"]) = ("openai", "sk-key-of-a-test");

        var (exit, error) = await MiniChatProcess.RunAsync(folder, settings);

        Assert.That(exit, Is.Not.Zero);
        Assert.That(error, Does.Contain(name).And.Contain(expected));
        Assert.That(error.Trim().Split('\n'), Has.Length.EqualTo(1), "one sentence, no stack trace");
    }
}
