using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>API keys are made, listed and deleted; what they can be used for is <see cref="ApiKeyDoorsTests"/>.</summary>
[TestFixture]
internal sealed class ApiKeysTests
{
    private ManualClock _clock = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _clock = new ManualClock();
        _server = MiniChatServer.Start(clock: _clock);
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

    private async Task<JsonNode> CreateAsync(string body, string? by = null)
    {
        var reply = by is null
            ? await _http.PostAsync("/api-keys", body)
            : await _http.PostAsync("/api-keys", body, "application/json", ("Authorization", $"Bearer {by}"));
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        return reply.Json;
    }

    private async Task<int> StatusAsync(JsonNode key) =>
        (await _http.GetAsync("/questions", ("Authorization", $"Bearer {key["key"]}"))).Status;

    private static string[] Names(JsonNode list) => [.. list["results"]!.AsArray().Select(key => (string)key!["name"]!)];

    [Test]
    public async Task A_new_key_is_shown_once_and_listed_without_its_text()
    {
        var first = await CreateAsync("""{"name":"ci"}""");
        var second = await CreateAsync("""{"name":"nightly 😀","scopes":["chat"],"expiresDate":"2026-02-01T00:00:00Z"}""");

        var list = await _http.GetAsync("/api-keys");

        var key = (string)second["key"]!;
        Assert.That((string)first["key"]!, Does.Match("^mc-[A-Za-z0-9_-]{43}$").And.Not.EqualTo(key));
        Assert.That(first["scopes"]!.ToJsonString(), Is.EqualTo("""["chat","model","account"]"""));
        Assert.That((string?)second["expiresDate"], Is.EqualTo("2026-02-01T00:00:00Z"));
        Assert.That((string?)second["createdDate"], Is.EqualTo("2026-01-02T03:04:05Z"));
        Assert.That(Names(list.Json), Is.EqualTo(new[] { "nightly 😀", "ci" }));
        Assert.That(list.Body, Does.Not.Contain(key).And.Not.Contain(key[8..]));
        var item = list.Json["results"]![0]!.AsObject();
        Assert.That((string)item["prefix"]!, Is.EqualTo(key[..7]));
        Assert.That((long)item["id"]!, Is.EqualTo((long)second["id"]!));
        Assert.That((string?)item["expiresDate"], Is.EqualTo("2026-02-01T00:00:00Z"));
        Assert.That(item.Select(field => field.Key), Has.None.Matches<string>(name => name is "key" or "hash"));
    }

    private static readonly (string Body, string Field)[] NotRight =
    [
        ("""{}""", "Name"),
        ("""{"name":" "}""", "Name"),
        ("""{"name":"a","expiresDate":"2026-01-02T03:04:05Z"}""", "ExpiresDate"),
        ("""{"name":"a","expiresDate":"0001-01-01T00:00:00Z"}""", "ExpiresDate"),
        ("""{"name":"a","expiresDate":"2036-01-02T03:04:06Z"}""", "ExpiresDate"),
        ("""{"name":"a","expiresDate":"9999-12-31T23:59:59Z"}""", "ExpiresDate"),
        ("""{"name":"a","scopes":[]}""", "Scopes"),
        ("""{"name":"a","scopes":["chat","chat"]}""", "Scopes"),
        ("""{"name":"a","scopes":["Chat"]}""", "Scopes"),
        ("""{"name":"a","scopes":["chat",""]}""", "Scopes"),
        ("""{"name":"a","scopes":["chat,account"]}""", "Scopes"),
        ($$"""{"name":"{{new string('x', 101)}}"}""", "Name"),
    ];

    [Test]
    public async Task A_key_that_is_not_right_is_not_made()
    {
        foreach (var (body, field) in NotRight)
        {
            var reply = await _http.PostAsync("/api-keys", body);

            Assert.That(reply.Status, Is.EqualTo(400), reply.Body);
            Assert.That(reply.Fields, Is.EqualTo(new[] { field }), body);
        }
        Assert.That(Names((await _http.GetAsync("/api-keys")).Json), Is.Empty);
    }

    [Test]
    public async Task The_hundred_and_first_key_is_refused()
    {
        for (var i = 0; i < 100; i++)
            await _client.SendAsync(new CreateApiKey { Name = $"key {i}" }, Deadline.Soon);

        var refused = await _http.PostAsync("/api-keys", """{"name":"one too many"}""");

        Assert.That((refused.Status, refused.ErrorCode), Is.EqualTo((409, "TooManyApiKeys")));
    }

    [TestCase("/api-keys/{0}", null)]
    [TestCase("/api-keys?id={0}", null)]
    [TestCase("/api-keys", """{"id":{0}}""")]
    [TestCase("/api/DeleteApiKey", """{"id":{0}}""")]
    public async Task A_key_is_deleted_by_its_number_in_path_query_or_body(string path, string? body)
    {
        var key = await CreateAsync("""{"name":"a"}""");
        Assert.That(await StatusAsync(key), Is.EqualTo(200));
        var id = key["id"]!.ToString();
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body.Replace("{0}", id, StringComparison.Ordinal));

        var deleted = await _http.SendAsync(
            "DELETE",
            path.Replace("{0}", id, StringComparison.Ordinal),
            bytes,
            "application/json"
        );

        Assert.That((deleted.Status, deleted.Body), Is.EqualTo((204, "")));
        Assert.That(await StatusAsync(key), Is.EqualTo(401));
        Assert.That(Names((await _http.GetAsync("/api-keys")).Json), Is.Empty);
    }

    [Test]
    public async Task The_key_of_somebody_else_is_not_there()
    {
        var key = await CreateAsync("""{"name":"a"}""");
        using var other = await _server.SignUpAsync();
        _http.Token = other.BearerToken;

        var foreign = await _http.SendAsync("DELETE", $"/api-keys/{key["id"]}", null, null);
        var missing = await _http.SendAsync("DELETE", "/api-keys/4711", null, null);

        Assert.That((foreign.Status, missing.Status), Is.EqualTo((404, 404)));
        Assert.That(foreign.Message, Is.EqualTo(missing.Message!.Replace("4711", key["id"]!.ToString())));
        Assert.That(Names((await _http.GetAsync("/api-keys")).Json), Is.Empty);
        Assert.That(await StatusAsync(key), Is.EqualTo(200));
    }

    [Test]
    public async Task A_key_makes_keys_with_no_more_scopes_than_its_own()
    {
        var maker = (string)(await CreateAsync("""{"name":"maker","scopes":["account","chat"]}"""))["key"]!;

        var wider = await _http.PostAsync(
            "/api-keys",
            """{"name":"wider","scopes":["chat","model"]}""",
            null,
            ("Authorization", $"Bearer {maker}")
        );
        var same = await CreateAsync("""{"name":"same"}""", maker);
        var fewer = await CreateAsync("""{"name":"fewer","scopes":["chat"]}""", maker);

        Assert.That((wider.Status, wider.ErrorCode), Is.EqualTo((403, "Forbidden")));
        Assert.That(wider.Message, Does.Contain("'model'"));
        Assert.That(same["scopes"]!.ToJsonString(), Is.EqualTo("""["chat","account"]"""));
        Assert.That(fewer["scopes"]!.ToJsonString(), Is.EqualTo("""["chat"]"""));
    }

    [Test]
    public async Task A_key_ends_at_its_date_also_when_it_was_just_used()
    {
        var key = await CreateAsync("""{"name":"hour","expiresDate":"2026-01-02T04:04:05Z"}""");
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await StatusAsync(key), Is.EqualTo(200));

        _clock.Advance(TimeSpan.FromMinutes(1));

        var reply = await _http.GetAsync("/questions", ("Authorization", $"Bearer {key["key"]}"));
        Assert.That((reply.Status, reply.ErrorCode, reply.Message), Is.EqualTo((401, "TokenException", "Token has expired")));
        Assert.That(reply.Header("WWW-Authenticate"), Is.EqualTo("Bearer"));
    }

    [Test]
    public async Task Its_last_use_is_noted_to_the_minute()
    {
        var key = await CreateAsync("""{"name":"a"}""");
        Assert.That((await _client.SendAsync(new FindApiKeys(), Deadline.Soon)).Results.Single().LastUsedDate, Is.Null);
        var first = _clock.GetUtcNow().UtcDateTime;

        await StatusAsync(key);
        await NotedAsync(first);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await StatusAsync(key);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await StatusAsync(key);

        await NotedAsync(first.AddMinutes(1));
    }

    /// <summary>Waits until the time is noted: nobody's request does.</summary>
    private async Task NotedAsync(DateTime at)
    {
        DateTime? noted = null;
        for (var deadline = Deadline.Soon; noted != at; deadline.ThrowIfCancellationRequested())
            noted = (await _client.SendAsync(new FindApiKeys(), Deadline.Soon)).Results.Single().LastUsedDate;
    }

    [Test]
    public async Task The_database_holds_the_hash_and_nothing_else_of_a_key()
    {
        using var folder = new TempFolder();
        string key;
        await using (var server = MiniChatServer.Start(folder: folder))
        {
            using var client = await server.SignUpAsync();
            key = (await client.SendAsync(new CreateApiKey { Name = "secret" }, Deadline.Soon)).Key;
            using var program = new MiniChatClient(server.Address) { BearerToken = key };
            await program.SendAsync(new Question { Text = "Who am I?" }, Deadline.Soon);
        }

        // The listing shows the first four characters of the secret; the rest must be nowhere.
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.That(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key[7..])), Is.Negative, file);
        }
        using var database = new SqliteConnection($"Data Source={folder.File("App_Data/minichat.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT length(hash) FROM api_keys";
        Assert.That(command.ExecuteScalar(), Is.EqualTo(64L));
    }
}
