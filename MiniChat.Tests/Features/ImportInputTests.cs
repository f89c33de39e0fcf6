using System.Net;
using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>A file that somebody made up, or broke, is refused with the place that is wrong, and changes nothing.</summary>
[TestFixture]
internal sealed class ImportInputTests
{
    private const string Begun = "2025-01-02T03:04:05.678Z";

    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start();
        _client = await _server.SignUpAsync();
        _http = new OneConnection(_server.Address, _client.BearerToken);
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase("""{"id":1,"role":"user","text":"a"},{"id":1,"role":"user","text":"b"}""", "Turns", "Chats[1].Turns[1].Id")]
    [TestCase("""{"id":1,"role":"robot","text":"a"}""", "Role", "Chats[1].Turns[0].Role")]
    [TestCase("""{"id":1,"role":"assistant","text":"a"}""", "Turns", "Chats[1].Turns[0].ParentId")]
    [TestCase("""{"id":1,"parentId":9,"role":"user","text":"a"}""", "Turns", "Chats[1].Turns[0].ParentId")]
    [TestCase(
        """{"id":1,"parentId":2,"role":"user","text":"a"},{"id":2,"parentId":1,"role":"user","text":"a"}""",
        "Turns",
        "Chats[1].Turns[0].ParentId"
    )]
    [TestCase(
        """{"id":1,"role":"user","text":"a","createdDate":"2999-01-01T00:00:00Z"}""",
        "Date",
        "Chats[1].Turns[0].CreatedDate"
    )]
    [TestCase(
        """{"id":1,"role":"user","text":"a","createdDate":"1969-01-01T00:00:00Z"}""",
        "Date",
        "Chats[1].Turns[0].CreatedDate"
    )]
    [TestCase("""{"id":1,"role":"user","text":"a"},{"id":2,"parentId":1,"role":"assistant","text":"b","state":99}""", null, null)]
    [TestCase("""{"id":1,"role":"user","text":null}""", null, null)]
    [TestCase("null", null, null)]
    public async Task A_file_that_is_not_right_is_refused_with_the_place_and_nothing_of_it_is_kept(
        string turns,
        string? code,
        string? place
    )
    {
        var reply = await _http.PostAsync(
            "/chats/import",
            $$"""{"chats":[{"createdDate":"{{Begun}}","turns":[]},{"createdDate":"{{Begun}}","turns":[{{turns}}]}]}"""
        );

        Assert.That(reply.Status, Is.EqualTo(400), reply.Body);
        if (code is not null)
        {
            var error = reply.Json["responseStatus"]!["errors"]![0]!;
            Assert.That(((string?)error["errorCode"], (string?)error["fieldName"]), Is.EqualTo((code, place)));
        }
        Assert.That((await _client.SendAsync(new FindChats(), Deadline.Soon)).Results, Is.Empty);
    }

    [Test]
    public async Task A_file_of_thousands_of_chats_that_were_begun_at_once_is_taken_and_the_same_once_more_adds_nothing()
    {
        const int many = 6000;
        var chats = Enumerable
            .Range(0, many)
            .Select(i => new PortableChat
            {
                CreatedDate = DateTime.UnixEpoch.AddDays(1),
                Turns = [new PortableTurn { Role = "user", Text = $"text {i}" }],
            })
            .ToList();

        var first = await _client.SendAsync(new ImportChats { Chats = chats }, Deadline.Soon);
        var again = await _client.SendAsync(new ImportChats { Chats = chats }, Deadline.Soon);

        Assert.That((first.Imported.Count, first.Skipped), Is.EqualTo((many, 0)));
        Assert.That((again.Imported.Count, again.Skipped), Is.EqualTo((0, many)));
    }

    [TestCase("""{"chats":[]}""")]
    [TestCase("""{"chats":[null]}""")]
    [TestCase("""{"chats":[{"turns":null}]}""")]
    [TestCase("""{"chats":[{"turns":[]}]}""")]
    [TestCase("""{"chats":{}}""")]
    [TestCase("[]")]
    public async Task What_is_no_file_of_chats_is_refused(string body)
    {
        Assert.That((await _http.PostAsync("/chats/import", body)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task A_file_may_be_longer_than_other_messages_and_has_a_limit_too()
    {
        await using var server = MiniChatServer.Start(settings: new() { ["MiniChat__Limits__PassThroughBytes"] = "3000000" });
        using var client = await server.SignUpAsync();
        using var http = new OneConnection(server.Address, client.BearerToken);

        var fits = await http.PostAsync("/chats/import", FileOf(2_000_000));
        var tooLong = await http.PostAsync("/chats/import", FileOf(3_000_000));

        Assert.That(fits.Status, Is.EqualTo(200), fits.Body);
        Assert.That(tooLong.Status, Is.EqualTo((int)HttpStatusCode.RequestEntityTooLarge));

        static string FileOf(int length) =>
            new JsonObject
            {
                ["chats"] = new JsonArray(
                    new JsonObject
                    {
                        ["createdDate"] = Begun,
                        ["turns"] = new JsonArray(
                            new JsonObject
                            {
                                ["id"] = 1,
                                ["role"] = "user",
                                ["text"] = "q",
                            },
                            new JsonObject
                            {
                                ["id"] = 2,
                                ["parentId"] = 1,
                                ["role"] = "assistant",
                                ["text"] = new string('x', length),
                            }
                        ),
                    }
                ),
            }.ToJsonString();
    }
}
