using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>One's own account: another password, and its end, both with the password in hand.</summary>
[TestFixture]
internal sealed class OwnAccountTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private MiniChatClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        _client = await _server.SignUpAsync("ada");
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<(HttpStatusCode, string?)> RefusalAsync(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<MiniChatException>(act);
        return (refused!.StatusCode, refused.ErrorCode);
    }

    private Task<(HttpStatusCode, string?)> SignInRefusalAsync(string password)
    {
        var client = new MiniChatClient(_server.Address);
        return RefusalAsync(() => client.SignInAsync("ada", password, Deadline.Soon));
    }

    [Test]
    public async Task A_deleted_account_is_gone_with_all_that_was_its_own_and_what_ran_is_stopped()
    {
        var chat = await _client.SendAsync(new CreateChat { Title = "mine" }, Deadline.Soon);
        await _client.SendAsync(
            new Chat
            {
                ChatId = chat.Id,
                Text = "go",
                Stream = true,
            },
            Deadline.Soon
        );
        var call = await _model.NextCallAsync();

        await _client.SendAsync(new DeleteAccount { Password = MiniChatServer.Password }, Deadline.Soon);

        await call.Cancelled.Task.WaitAsync(Deadline.Longest);
        Assert.That(
            await RefusalAsync(() => _client.SendAsync(new FindChats(), Deadline.Soon)),
            Is.EqualTo((HttpStatusCode.Unauthorized, "Unauthorized"))
        );
        Assert.That(await SignInRefusalAsync(MiniChatServer.Password), Is.EqualTo((HttpStatusCode.Unauthorized, "Unauthorized")));
        foreach (var table in new[] { "accounts", "chats", "turns", "sessions", "turn_words" })
            Assert.That(await DatabaseRows.ReadAsync(_server, $"SELECT count(*) FROM {table}"), Is.EqualTo(new[] { "0" }), table);
        using var again = await _server.SignUpAsync("ada");
        Assert.That((await again.SendAsync(new FindChats(), Deadline.Soon)).Results, Is.Empty);
    }

    [Test]
    public async Task The_cookies_of_a_deleted_account_are_taken_away()
    {
        using var http = new OneConnection(_server.Address, _client.BearerToken);

        var reply = await http.PostAsync("/account/delete", $$"""{"password":"{{MiniChatServer.Password}}"}""");

        Assert.That(reply.Status, Is.EqualTo(204));
        Assert.That((reply.Cookie("ss-tok"), reply.Cookie("ss-reftok")), Is.EqualTo(("", "")));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task A_wrong_password_changes_nothing_and_counts_as_a_failed_sign_in()
    {
        var wrong = await RefusalAsync(() => _client.SendAsync(new DeleteAccount { Password = "wrong" }, Deadline.Soon));
        var none = await RefusalAsync(() => _client.SendAsync(new DeleteAccount { UserName = "ada" }, Deadline.Soon));
        var change = new ChangePassword { Password = "wrong", NewPassword = "another long one" };
        for (var i = 0; i < 9; i++)
            Assert.That(
                await RefusalAsync(() => _client.SendAsync(change, Deadline.Soon)),
                Is.EqualTo((HttpStatusCode.BadRequest, "WrongPassword"))
            );

        Assert.That(wrong, Is.EqualTo((HttpStatusCode.BadRequest, "WrongPassword")));
        Assert.That(none, Is.EqualTo((HttpStatusCode.BadRequest, "NotEmpty")));
        Assert.That((await SignInRefusalAsync(MiniChatServer.Password)).Item1, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(
            (await _client.SendAsync(new FindChats(), Deadline.Soon)).Results,
            Is.Empty,
            "the session is as good as before"
        );
    }

    [Test]
    public async Task With_another_password_old_sessions_and_keys_end_and_a_new_session_begins()
    {
        using var other = new MiniChatClient(_server.Address);
        await other.SignInAsync("ada", MiniChatServer.Password, Deadline.Soon);
        var key = await _client.SendAsync(new CreateApiKey { Name = "k" }, Deadline.Soon);
        using var program = new MiniChatClient(_server.Address) { BearerToken = key.Key };
        using var http = new OneConnection(_server.Address, _client.BearerToken);

        var reply = await http.PostAsync(
            "/account/password",
            $$"""{"password":"{{MiniChatServer.Password}}","newPassword":"another long one"}"""
        );

        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(reply.Cookie("ss-tok"), Is.EqualTo((string)reply.Json["bearerToken"]!));
        using var fresh = new MiniChatClient(_server.Address) { BearerToken = (string)reply.Json["bearerToken"]! };
        Assert.That((await fresh.SendAsync(new FindChats(), Deadline.Soon)).Results, Is.Empty);
        foreach (var old in new[] { other, program })
            Assert.That(
                (await RefusalAsync(() => old.SendAsync(new FindChats(), Deadline.Soon))).Item1,
                Is.EqualTo(HttpStatusCode.Unauthorized)
            );
        Assert.That((await SignInRefusalAsync(MiniChatServer.Password)).Item1, Is.EqualTo(HttpStatusCode.Unauthorized));
        await other.SignInAsync("ada", "another long one", Deadline.Soon);
    }

    [Test]
    public async Task A_new_password_that_cannot_be_one_is_refused_before_the_old_one_is_looked_at()
    {
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            _client.SendAsync(new ChangePassword { Password = "wrong", NewPassword = "short" }, Deadline.Soon)
        );

        Assert.That(refused!.ResponseStatus.Errors.Single().FieldName, Is.EqualTo("NewPassword"));
    }

    [Test]
    public async Task An_api_key_needs_the_scope_of_the_account()
    {
        var key = await _client.SendAsync(new CreateApiKey { Name = "k", Scopes = ["chat"] }, Deadline.Soon);
        using var program = new MiniChatClient(_server.Address) { BearerToken = key.Key };

        Assert.That(
            (
                await RefusalAsync(() =>
                    program.SendAsync(new DeleteAccount { Password = MiniChatServer.Password }, Deadline.Soon)
                )
            ).Item1,
            Is.EqualTo(HttpStatusCode.Forbidden)
        );
    }
}
