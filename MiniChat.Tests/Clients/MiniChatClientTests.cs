using System.Net;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;

namespace MiniChat.Tests.Clients;

[TestFixture]
public sealed class MiniChatClientTests
{
    private static Task<FakeWire> AnsweringAsync(string json) => FakeWire.StartAsync((_, response) => response.JsonAsync(json));

    [Test]
    public async Task A_message_with_POST_travels_as_JSON()
    {
        await using var wire = await AnsweringAsync("""{"answerId":7,"state":"completed","answer":"Grüße"}""");
        using var client = new MiniChatClient(wire.BaseUrl) { BearerToken = "token" };

        var response = await client.SendAsync(
            new Question { Text = "Wie?", OnDisconnect = DisconnectPolicy.Cancel },
            new SendOptions { IdempotencyKey = "once" }
        );

        var sent = wire.Requests.Single();
        Assert.That((sent.Method, sent.Target), Is.EqualTo(("POST", "/api/Question")));
        Assert.That(sent.Body, Is.EqualTo("""{"text":"Wie?","onDisconnect":"cancel"}"""));
        Assert.That(sent.Bearer, Is.EqualTo("token"));
        Assert.That(sent.Headers["Idempotency-Key"], Is.EqualTo("once"));
        Assert.That(sent.Headers["Content-Type"], Does.StartWith("application/json"));
        Assert.That((response.AnswerId, response.State, response.Answer), Is.EqualTo((7, AnswerState.Completed, "Grüße")));
    }

    [Test]
    public async Task A_message_with_GET_travels_in_the_query()
    {
        await using var wire = await AnsweringAsync("""{"results":[]}""");
        using var client = new MiniChatClient(wire.BaseUrl);

        await client.SendAsync(new FindChats { Search = "a&b ü", Take = 5 });

        var sent = wire.Requests.Single();
        Assert.That((sent.Method, sent.Target), Is.EqualTo(("GET", "/api/FindChats?search=a%26b%20%C3%BC&take=5")));
        Assert.That(sent.Body, Is.Empty);
    }

    [Test]
    public async Task Dates_names_and_lists_go_into_the_query_too()
    {
        await using var wire = await AnsweringAsync("{}");
        using var client = new MiniChatClient(wire.BaseUrl);

        await client.SendAsync(
            new Everything
            {
                Date = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                State = AnswerState.Failed,
                Names = ["a", "b,c"],
                Numbers = [1, 2],
                Flag = true,
                Part = 0.5,
            }
        );

        Assert.That(
            Uri.UnescapeDataString(wire.Requests.Single().Target),
            Is.EqualTo("/api/Everything?date=2026-01-02T03:04:05Z&state=failed&names=a,\"b,c\"&numbers=1,2&flag=true&part=0.5")
        );
    }

    private sealed record Everything : IGet, IReturn<ChatInfo>
    {
        public DateTime? Date { get; init; }
        public AnswerState? State { get; init; }
        public List<string>? Names { get; init; }
        public int[]? Numbers { get; init; }
        public bool? Flag { get; init; }
        public double? Part { get; init; }
    }

    [Test]
    public async Task A_message_with_DELETE_needs_no_answer()
    {
        await using var wire = await FakeWire.StartAsync(
            (_, response) =>
            {
                response.StatusCode = 204;
                return Task.CompletedTask;
            }
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        await client.SendAsync(new DeleteChat { Id = 3 });

        var sent = wire.Requests.Single();
        Assert.That((sent.Method, sent.Target), Is.EqualTo(("DELETE", "/api/DeleteChat?id=3")));
    }

    [Test]
    public async Task A_server_below_a_path_is_reached()
    {
        await using var wire = await AnsweringAsync("{}");
        using var client = new MiniChatClient(wire.BaseUrl + "/chat");

        await client.SendAsync(new UpdateChat { Id = 3, Title = "x" });

        Assert.That((wire.Requests[0].Method, wire.Requests[0].Target), Is.EqualTo(("PATCH", "/chat/api/UpdateChat")));
    }

    [Test]
    public async Task An_error_is_an_exception_with_its_fields()
    {
        await using var wire = await FakeWire.StartAsync(
            (_, response) =>
            {
                response.Headers.RetryAfter = "7";
                return response.JsonAsync(
                    """
                    {"responseStatus":{"errorCode":"NotEmpty","message":"Text must not be empty.",
                    "errors":[{"errorCode":"NotEmpty","fieldName":"Text","message":"Text must not be empty."}]}}
                    """,
                    400
                );
            }
        );
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new Question()));

        Assert.That(error!.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(error.ErrorCode, Is.EqualTo("NotEmpty"));
        Assert.That(error.Message, Is.EqualTo("Text must not be empty."));
        Assert.That(error.FieldError("text")!.ErrorCode, Is.EqualTo("NotEmpty"));
        Assert.That(error.FieldError("model"), Is.Null);
        Assert.That(error.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(error.MayPass, Is.False);
    }

    [TestCase("<html>Bad gateway</html>")]
    [TestCase("")]
    [TestCase("[1]")]
    [TestCase("{}")]
    public async Task An_error_in_other_words_is_a_clear_exception(string body)
    {
        await using var wire = await FakeWire.StartAsync((_, response) => response.JsonAsync(body, 502));
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new FindChats()));

        Assert.That(error!.ErrorCode, Is.EqualTo("BadGateway"));
        Assert.That(error.Message, Does.Contain("502"));
        Assert.That(error.MayPass, Is.True);
    }

    [TestCase("<html>Hello</html>")]
    [TestCase("")]
    [TestCase("null")]
    public async Task A_success_that_is_no_answer_is_a_clear_exception(string body)
    {
        await using var wire = await AnsweringAsync(body);
        using var client = new MiniChatClient(wire.BaseUrl);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new FindChats()));

        Assert.That(error!.ErrorCode, Is.EqualTo(MiniChatException.InvalidResponse));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_a_clear_exception()
    {
        string address;
        await using (var wire = await AnsweringAsync("{}"))
            address = wire.BaseUrl;
        using var client = new MiniChatClient(address);

        var error = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(new FindChats()));

        Assert.That(error!.ErrorCode, Is.EqualTo(MiniChatException.ConnectionFailed));
        Assert.That((int)error.StatusCode, Is.Zero);
    }

    [Test]
    public async Task A_call_can_be_cancelled()
    {
        await using var wire = await FakeWire.StartAsync(
            (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted)
        );
        using var client = new MiniChatClient(wire.BaseUrl);
        using var source = new CancellationTokenSource(50);

        await Assert.ThatAsync(
            () => client.SendAsync(new FindChats(), source.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }
}
