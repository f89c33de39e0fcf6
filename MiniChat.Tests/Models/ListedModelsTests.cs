using MiniChat.Tests.Support;

namespace MiniChat.Tests.Models;

/// <summary>Where the settings list models, no other one is asked, by whatever message.</summary>
[TestFixture]
internal sealed class ListedModelsTests
{
    [Test]
    public async Task A_model_that_is_not_listed_is_refused_and_not_asked()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = MiniChatServer.Start(
            settings: new()
            {
                ["OPENAI_BASE_URL"] = upstream.BaseUrl,
                ["OPENAI_MODEL"] = "usual",
                ["MiniChat__Limits__Models"] = "small, large",
            }
        );
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address, client.BearerToken);

        var refused = await http.PostAsync("/questions", """{"text":"hi","model":"huge"}""");
        var listed = await http.PostAsync("/questions", """{"text":"hi","model":"large"}""");
        var usual = await http.PostAsync("/questions", """{"text":"hi"}""");

        Assert.That((refused.Status, refused.ErrorCode), Is.EqualTo((400, "ModelNotListed")));
        Assert.That(refused.Message, Is.EqualTo("'Model' can be small, large, usual on this server."));
        Assert.That((listed.Status, usual.Status, upstream.Calls), Is.EqualTo((200, 200, 2)));
    }
}
