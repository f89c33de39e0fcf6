using System.Text.Json.Nodes;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

/// <summary>OpenAI's format with no model's server behind it.</summary>
[TestFixture]
internal sealed class OfflineDoorTests
{
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _server = MiniChatServer.Start();
        using var client = await _server.SignUpAsync();
        _http = new OneConnection(_server.Address, client.BearerToken);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task An_answer_is_cut_between_characters([Values("", "a")] string before, [Range(18, 24)] int tokens)
    {
        var question = before + string.Concat(Enumerable.Repeat("👋", 40));

        var reply = await _http.PostAsync(
            "/v1/chat/completions",
            $$"""{"max_tokens":{{tokens}},"messages":[{"role":"user","content":"{{question}}"}]}"""
        );

        var text = (string?)JsonNode.Parse(reply.Body)!["choices"]![0]!["message"]!["content"];
        Assert.That(text, Is.Not.Empty.And.Not.Contain("\uFFFD"));
    }

    [TestCase(1, 8192 * 4, 200)]
    [TestCase(1, 8192 * 4 + 1, 400)]
    [TestCase(40, 8000 * 4, 400)]
    public async Task A_text_for_a_vector_has_an_end(int texts, int length, int expected)
    {
        var input = string.Join(',', Enumerable.Repeat($"\"{new string('a', length)}\"", texts));

        var reply = await _http.PostAsync("/v1/embeddings", $$"""{"input":[{{input}}]}""");

        Assert.That(reply.Status, Is.EqualTo(expected), reply.Body[..Math.Min(200, reply.Body.Length)]);
    }
}
