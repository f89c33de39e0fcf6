using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Where API keys are taken, what for, and how they end.</summary>
[TestFixture]
internal sealed class ApiKeyDoorsTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _person = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _person = await _server.SignUpAsync();
        _http = new OneConnection(_server.Address);
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        _person.Dispose();
        await _server.DisposeAsync();
    }

    private Task<CreateApiKeyResponse> KeyAsync(params string[] scopes) =>
        _person.SendAsync(new CreateApiKey { Name = "k", Scopes = scopes.Length > 0 ? [.. scopes] : null }, Deadline.Soon);

    private MiniChatClient Program(string key) => new(_server.Address) { BearerToken = key };

    private Task<Reply> GetAsync(string path, string key) => _http.GetAsync(path, ("Authorization", $"Bearer {key}"));

    private async Task<(long Id, ScriptedAnswer Call)> AskAsync(MiniChatClient program)
    {
        var begun = await program.SendAsync(new Question { Text = "go", Stream = true }, Deadline.Soon);
        return (begun.AnswerId, await _model.NextCallAsync());
    }

    [Test]
    public async Task The_typed_client_asks_streams_and_lists_with_a_key()
    {
        using var program = Program((await KeyAsync()).Key);

        var asking = program.StreamAsync(new Question { Text = "go" }, cancel: Deadline.Soon).ReadTextAsync(Deadline.Soon);
        (await _model.NextCallAsync()).Say("with a key").Finish();

        Assert.That(await asking, Is.EqualTo("with a key"));
        var found = await program.SendAsync(new FindQuestions(), Deadline.Soon);
        Assert.That(found.Results.Single().Answer, Is.EqualTo("with a key"));
        Assert.That((await _person.SendAsync(new FindQuestions(), Deadline.Soon)).Results, Has.Count.EqualTo(1), "one account");
    }

    [TestCase("Authorization")]
    [TestCase("Protocol")]
    public async Task A_socket_takes_a_key_as_header_and_as_sub_protocol(string carrier)
    {
        var key = (await KeyAsync(Scopes.Chat)).Key;
        using var program = Program(key);
        var (id, call) = await AskAsync(program);
        call.Say("seen").Finish();

        using var socket = await SocketClient.OpenAsync(
            _server.Address,
            $"/answers/{id}/ws",
            (carrier, carrier == "Protocol" ? $"minichat,{key}" : $"Bearer {key}")
        );

        var (frames, status) = await socket.RestAsync();
        Assert.That((string?)frames[^1]["event"], Is.EqualTo("completed"));
        Assert.That(status, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
    }

    [TestCase("/questions", Scopes.Chat)]
    [TestCase("/chats", Scopes.Chat)]
    [TestCase("/api/FindChats", Scopes.Chat)]
    [TestCase("/json/reply/FindQuestions", Scopes.Chat)]
    [TestCase("/api-keys", Scopes.Account)]
    [TestCase("/usage", Scopes.Account)]
    [TestCase("/auth", Scopes.Account)]
    public async Task A_key_is_good_for_its_scopes_alone(string path, string scope)
    {
        foreach (var of in new[] { Scopes.Chat, Scopes.Model, Scopes.Account })
        {
            var reply = await GetAsync(path, (await KeyAsync(of)).Key);

            Assert.That(reply.Status, Is.EqualTo(of == scope ? 200 : 403), $"{path} with {of}: {reply.Body}");
            if (of != scope)
                Assert.That((reply.ErrorCode, reply.Message!.Contains($"'{scope}'")), Is.EqualTo(("Forbidden", true)));
        }
    }

    [Test]
    public async Task Streams_sockets_and_the_gateway_ask_for_the_scope_as_well()
    {
        var key = (await KeyAsync(Scopes.Model)).Key;
        var caller = (await _server.Services.GetRequiredService<ITokenAuthority>().VerifyAsync(key, default)).Caller!;
        var gateway = _server.Services.GetRequiredService<IMessageGateway>();
        var call = new Call { Caller = caller };

        var asked = await _http.PostAsync(
            "/questions",
            """{"text":"go"}""",
            null,
            ("Authorization", $"Bearer {key}"),
            ("Accept", "text/event-stream")
        );
        var stream = await GetAsync("/answers/1/events", key);
        var socket = await SocketClient.RefusedAsync(_server.Address, "/answers/1/ws", ("Protocol", key));
        var sent = await Assert.ThrowsAsync<ServiceException>(() => gateway.SendAsync(new FindChats(), call, default));
        var streamed = Assert.Throws<ServiceException>(() => gateway.StreamAsync(new Question { Text = "go" }, call, default));

        Assert.That((asked.Status, stream.Status, socket), Is.EqualTo((403, 403, HttpStatusCode.Forbidden)));
        Assert.That((sent!.Kind, streamed!.Kind), Is.EqualTo((ErrorKind.Forbidden, ErrorKind.Forbidden)));
        Assert.That(_model.Requests, Is.Empty);
    }

    [TestCase("mc-")]
    [TestCase("mc-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("mc-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("mc-eyJhbGciOiJIUzI1NiJ9.e30.AAAA")]
    public async Task A_key_that_nobody_has_is_a_bad_token(string key)
    {
        var reply = await GetAsync("/questions", key);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((401, "Unauthorized")));
    }

    [Test]
    public async Task A_key_is_exact_and_no_cookie_and_not_looked_for_in_a_query()
    {
        var key = (await KeyAsync()).Key;
        var swapped = key[..^1] + (key[^1] == 'A' ? 'B' : 'A');

        Assert.That((await GetAsync("/questions", swapped)).Status, Is.EqualTo(401));
        Assert.That((await GetAsync("/questions", key.ToUpperInvariant())).Status, Is.EqualTo(401));
        Assert.That((await _http.GetAsync("/questions", ("Cookie", $"ss-tok={key}"))).Status, Is.EqualTo(401));
        Assert.That((await _http.GetAsync($"/questions?token={key}&key={key}")).Status, Is.EqualTo(401));
        Assert.That((await _http.PostAsync("/access-token", $$"""{"refreshToken":"{{key}}"}""")).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Who_comes_with_a_key_is_known_and_does_not_sign_out()
    {
        var key = (await KeyAsync()).Key;

        var who = await GetAsync("/auth", key);
        var byProvider = await _http.PostAsync("/auth/logout", "{}", null, ("Authorization", $"Bearer {key}"));
        var byName = await _http.PostAsync("/api/AuthenticateLogout", "{}", null, ("Authorization", $"Bearer {key}"));

        Assert.That(((string?)who.Json["userName"], (string?)who.Json["authProvider"]), Is.EqualTo(("person1", "apikey")));
        Assert.That(who.Json["sessionId"], Is.Null);
        foreach (var refused in new[] { byProvider, byName })
        {
            Assert.That((refused.Status, refused.Cookies.Length), Is.EqualTo((400, 0)));
            Assert.That(refused.Message, Does.Contain("DeleteApiKey"));
        }
        Assert.That((await GetAsync("/questions", key)).Status, Is.EqualTo(200));
        Assert.That((await _person.SendAsync(new FindQuestions(), Deadline.Soon)).Results, Is.Empty, "the session goes on");
    }

    [Test]
    public async Task Deleting_a_key_ends_what_is_open_with_it_and_nothing_else()
    {
        var made = await KeyAsync(Scopes.Chat);
        using var program = Program(made.Key);
        using var other = Program((await KeyAsync(Scopes.Chat)).Key);
        var (id, call) = await AskAsync(program);
        var cut = program.FollowEventsAsync(id);
        var going = other.FollowEventsAsync(id);
        using var socket = await SocketClient.OpenAsync(_server.Address, $"/answers/{id}/ws", ("Protocol", made.Key));
        await socket.NextAsync();
        await Task.WhenAll(cut.Begun, going.Begun);

        await _person.SendAsync(new DeleteApiKey { Id = made.Id }, Deadline.Soon);

        Assert.That((await cut.Rest).ErrorCode, Is.EqualTo(MiniChatException.StreamBroken));
        Assert.That((await socket.RestAsync()).Status, Is.EqualTo(WebSocketCloseStatus.PolicyViolation));
        Assert.That((await GetAsync("/questions", made.Key)).Status, Is.EqualTo(401));
        call.Say("for the other").Finish();
        Assert.That((await going.Rest).Text, Is.EqualTo("for the other"));
    }

    [Test]
    public async Task A_sign_out_leaves_the_keys_and_another_password_or_the_accounts_end_does_not()
    {
        var first = (await KeyAsync()).Key;
        await _person.SignOutAsync(Deadline.Soon);
        Assert.That((await GetAsync("/questions", first)).Status, Is.EqualTo(200));
        var account = (await _server.Services.GetRequiredService<IAccountStore>().FindAsync(1, default))!;
        var changes = _server.Services.GetRequiredService<AccountChanges>();

        await changes.SetPasswordAsync(account, "another horse", default);

        Assert.That((await GetAsync("/questions", first)).Status, Is.EqualTo(401));
        await _person.SignInAsync("person1", "another horse", Deadline.Soon);
        var second = (await KeyAsync()).Key;
        Assert.That((await GetAsync("/questions", second)).Status, Is.EqualTo(200));
        await changes.DeleteAsync(account);
        Assert.That((await GetAsync("/questions", second)).Status, Is.EqualTo(401));
    }
}
