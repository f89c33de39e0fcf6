using Microsoft.AspNetCore.Http;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Which models can be asked is told in every way the server can be set up.</summary>
[TestFixture]
internal sealed class ModelsTests
{
    private static async Task<FindModelsResponse> FindAsync(MiniChatServer server)
    {
        using var client = await server.SignUpAsync();
        return await client.SendAsync(new FindModels(), Deadline.Soon);
    }

    private static Dictionary<string, string> Upstream(string address, string? listed = null)
    {
        var settings = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = address, ["OPENAI_MODEL"] = "usual" };
        if (listed is not null)
            settings["MiniChat__Limits__Models"] = listed;
        return settings;
    }

    private static IEnumerable<string> Names(FindModelsResponse found) => found.Results.Select(model => model.Id);

    [Test]
    public async Task The_offline_responder_is_the_only_one_where_no_model_is_set_up()
    {
        await using var server = MiniChatServer.Start();

        var found = await FindAsync(server);

        Assert.That((Names(found), found.Default, found.Offline), Is.EqualTo((new[] { "offline" }, "offline", true)));
    }

    [Test]
    public async Task The_models_of_the_models_server_are_listed_with_the_usual_one_first()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Answer(context =>
            context.Response.WriteAsJsonAsync(new { data = new[] { new { id = "zeta" }, new { id = "alpha" } } })
        );
        await using var server = MiniChatServer.Start(settings: Upstream(upstream.BaseUrl));

        var found = await FindAsync(server);
        await FindAsync(server);

        Assert.That(
            (Names(found), found.Default, found.Offline),
            Is.EqualTo((new[] { "usual", "alpha", "zeta" }, "usual", false))
        );
        Assert.That(upstream.Calls, Is.EqualTo(1), "the list is remembered for a while");
    }

    [Test]
    public async Task The_models_of_the_settings_are_listed_and_the_models_server_is_not_asked()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Answer(context => context.Response.WriteAsJsonAsync(new { data = new[] { new { id = "no" } } }));
        await using var server = MiniChatServer.Start(settings: Upstream(upstream.BaseUrl, "small, large"));

        Assert.That(Names(await FindAsync(server)), Is.EqualTo(new[] { "usual", "large", "small" }));
        Assert.That(upstream.Calls, Is.Zero);
    }

    [TestCase(500, "{}")]
    [TestCase(401, "{}")]
    [TestCase(200, "<html>")]
    [TestCase(200, "{\"data\":[{\"name\":\"x\"}]}")]
    [TestCase(200, "[1]")]
    public async Task A_models_server_that_does_not_tell_leaves_the_usual_one_and_is_asked_again_later(int status, string body)
    {
        var clock = new ManualClock();
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Answer(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await using var server = MiniChatServer.Start(settings: Upstream(upstream.BaseUrl), clock: clock);

        Assert.That(Names(await FindAsync(server)), Is.EqualTo(new[] { "usual" }));

        upstream.Answer(context => context.Response.WriteAsJsonAsync(new { data = new[] { new { id = "back" } } }));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.That(Names(await FindAsync(server)), Is.EqualTo(new[] { "usual", "back" }));
    }
}
