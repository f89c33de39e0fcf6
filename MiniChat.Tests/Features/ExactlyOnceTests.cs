using System.Net;
using System.Net.Http.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
internal sealed class ExactlyOnceTests
{
    private static HttpRequestMessage Post(string path, string key, object body, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        return request;
    }

    [Test]
    public async Task A_hundred_equal_posts_are_one_call_one_pair_of_rows_and_a_hundred_equal_answers()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        using var http = await server.SignUpHttpAsync();

        var posts = Enumerable
            .Range(0, 100)
            .Select(async _ =>
            {
                using var response = await http.SendAsync(Post("/questions", "same", new { text = "once" }), Deadline.Soon);
                return (response.StatusCode, await response.Content.ReadAsStringAsync());
            })
            .ToList();
        (await model.NextCallAsync()).Say("one answer").Finish();
        var answers = await Task.WhenAll(posts);

        var found = await http.GetFromJsonAsync<FindQuestionsResponse>("/questions", Wire.Json, Deadline.Soon);
        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answers[0].Item2, Does.Contain("one answer"));
        Assert.That(model.Requests, Has.Count.EqualTo(1));
        Assert.That(found!.Results, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_chat_is_begun_once_under_a_key()
    {
        await using var server = MiniChatServer.Start();
        using var http = await server.SignUpHttpAsync();

        var posts = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var response = await http.SendAsync(
                        Post("/chats", "same", new { system = "Be brief." }),
                        Deadline.Soon
                    );
                    return await response.Content.ReadAsStringAsync();
                })
        );
        using var other = await http.SendAsync(Post("/chats", "same", new { system = "Be long." }), Deadline.Soon);

        var found = await http.GetFromJsonAsync<FindChatsResponse>("/chats", Wire.Json, Deadline.Soon);
        Assert.That(posts.Distinct().Count(), Is.EqualTo(1));
        Assert.That(found!.Results, Has.Count.EqualTo(1));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await other.Content.ReadAsStringAsync(), Does.Contain("IdempotencyKeyReused"));
    }

    [Test]
    public async Task A_key_is_replayed_as_a_stream_when_one_is_asked_for()
    {
        await using var server = MiniChatServer.Start();
        using var http = await server.SignUpHttpAsync();
        using var first = await http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);
        var whole = await first.Content.ReadFromJsonAsync<QuestionResponse>(Wire.Json, Deadline.Soon);

        using var second = await http.SendAsync(Post("/questions", "k", new { text = "hi" }, "text/event-stream"), Deadline.Soon);

        var events = Wire.Events(await second.Content.ReadAsStringAsync());
        Assert.That((long)events[0].Data["answerId"]!, Is.EqualTo(whole!.AnswerId));
        Assert.That(Wire.Text(events), Is.EqualTo(whole.Answer));
    }

    [TestCase("other text", null)]
    [TestCase("hi", "other-model")]
    public async Task The_same_key_with_another_ask_is_409(string text, string? model)
    {
        await using var server = MiniChatServer.Start();
        using var http = await server.SignUpHttpAsync();
        await http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);

        using var response = await http.SendAsync(Post("/questions", "k", new { text, model }), Deadline.Soon);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("IdempotencyKeyReused"));
    }

    [Test]
    public async Task A_key_whose_answer_failed_asks_again()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        using var http = await server.SignUpHttpAsync();
        var failing = http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);
        (await model.NextCallAsync()).Fail(new ModelException(ModelFailure.ModelServerError, "A fault."));
        using var failed = await failing;

        var asking = http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);
        (await model.NextCallAsync()).Say("now").Finish();
        using var answered = await asking;

        Assert.That(failed.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(answered.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_key_holds_over_a_restart()
    {
        using var folder = new TempFolder();
        string before;
        string token;
        await using (var server = MiniChatServer.Start(folder: folder))
        {
            using var http = await server.SignUpHttpAsync("alice");
            token = http.DefaultRequestHeaders.Authorization!.Parameter!;
            using var response = await http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);
            before = await response.Content.ReadAsStringAsync();
        }

        var model = new ScriptedModel();
        await using var again = MiniChatServer.Start(model, folder: folder);
        again.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var replayed = await again.Http.SendAsync(Post("/questions", "k", new { text = "hi" }), Deadline.Soon);

        Assert.That(await replayed.Content.ReadAsStringAsync(), Is.EqualTo(before));
        Assert.That(model.Requests, Is.Empty);
    }

    [TestCase(256, 'k')]
    [TestCase(3, ' ')]
    public async Task A_key_that_is_none_is_400(int length, char middle)
    {
        await using var server = MiniChatServer.Start();
        using var http = await server.SignUpHttpAsync();
        var key = $"a{new string(middle, length - 2)}z";

        using var response = await http.SendAsync(Post("/questions", key, new { text = "hi" }), Deadline.Soon);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
