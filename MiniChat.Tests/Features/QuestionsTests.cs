using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

[TestFixture]
internal sealed class QuestionsTests
{
    private MiniChatServer _server = null!;

    [OneTimeSetUp]
    public void Start() => _server = MiniChatServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_question_is_answered_whole_and_found_again()
    {
        var client = await _server.SignUpAsync();

        var answered = await client.SendAsync(new Question { Text = "What is NestJS?" }, Deadline.Soon);

        var found = await client.SendAsync(new FindQuestions(), Deadline.Soon);
        Assert.That(answered.Answer, Does.Contain("offline"));
        Assert.That(answered.State, Is.EqualTo(AnswerState.Completed));
        Assert.That(answered.FinishReason, Is.EqualTo("stop"));
        Assert.That(answered.Usage!.CompletionTokens, Is.Positive);
        Assert.That(found.Results, Has.Count.EqualTo(1));
        Assert.That(found.Results[0].Text, Is.EqualTo("What is NestJS?"));
        Assert.That(found.Results[0].Answer, Is.EqualTo(answered.Answer));
        Assert.That(found.Results[0].AnswerId, Is.EqualTo(answered.AnswerId));
        Assert.That(found.Next, Is.Null);
    }

    [Test]
    public async Task A_stream_is_started_deltas_and_the_end_and_its_ids_are_utf8_lengths()
    {
        var client = await _server.SignUpAsync();

        var events = new List<AnswerEvent>();
        await foreach (var next in client.StreamAsync(new Question { Text = "Grüße, 世界 😀?" }, cancel: Deadline.Soon))
            events.Add(next);

        var text = "";
        foreach (var next in events.Skip(1).SkipLast(1))
        {
            text += ((AnswerDelta)next.Data).Text;
            Assert.That(next.Event, Is.EqualTo("delta"));
            Assert.That(next.Seq, Is.EqualTo(Encoding.UTF8.GetByteCount(text)));
        }
        var started = (AnswerStarted)events[0].Data;
        var ended = (AnswerEnded)events[^1].Data;
        Assert.That((events[0].Event, events[0].Seq), Is.EqualTo(("started", 0L)));
        Assert.That((events[^1].Event, events[^1].Seq), Is.EqualTo(("completed", ended.Length + 1)));
        Assert.That(ended.Length, Is.EqualTo(Encoding.UTF8.GetByteCount(text)));
        Assert.That(
            (await client.SendAsync(new GetAnswer { AnswerId = started.AnswerId }, Deadline.Soon)).Text,
            Is.EqualTo(text)
        );
    }

    [TestCase("/questions", "", "text/event-stream")]
    [TestCase("/questions", "*/*", "text/event-stream")]
    [TestCase("/questions", "application/json", "application/json")]
    [TestCase("/api/Question", "", "application/json")]
    [TestCase("/json/reply/Question", "*/*", "application/json")]
    [TestCase("/api/Question", "text/event-stream", "text/event-stream")]
    public async Task Stream_true_streams_where_a_stream_can_be_read_and_answers_at_once_elsewhere(
        string path,
        string accept,
        string expected
    )
    {
        using var http = await _server.SignUpHttpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new { text = "hi", stream = true }),
        };
        if (accept.Length > 0)
            request.Headers.Add("Accept", accept);

        using var response = await http.SendAsync(request, Deadline.Soon);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(expected));
        if (expected == "application/json")
        {
            var body = (await response.Content.ReadFromJsonAsync<JsonObject>(Deadline.Soon))!;
            Assert.That(body.Select(pair => pair.Key), Is.EquivalentTo(new[] { "answerId", "state" }));
        }
    }

    [Test]
    public async Task A_stream_is_sent_unbuffered_and_uncompressed()
    {
        using var http = await _server.SignUpHttpAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/questions")
        {
            Content = JsonContent.Create(new { text = "hi" }),
        };
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Accept-Encoding", "gzip, br");

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Soon);

        Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
        Assert.That(response.Headers.CacheControl!.NoCache, Is.True);
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    public async Task A_list_of_messages_goes_to_the_model_as_it_is()
    {
        var model = new ScriptedModel();
        await using var server = MiniChatServer.Start(model);
        var client = await server.SignUpAsync();
        var messages = new List<CompletionMessage>
        {
            new() { Role = "system", Content = "Be brief." },
            new() { Role = "user", Content = "1+1?" },
            new() { Role = "assistant", Content = "2" },
            new() { Role = "user", Content = "and 2+2?" },
        };

        var asking = client.SendAsync(new CreateCompletion { Messages = messages, Model = "gpt-x" }, Deadline.Soon);
        var call = await model.NextCallAsync();
        call.Say("4").Finish();
        var answered = await asking;

        Assert.That(call.Request.Messages, Is.EqualTo(messages));
        Assert.That(call.Request.Model, Is.EqualTo("gpt-x"));
        Assert.That(answered.Answer, Is.EqualTo("4"));
        Assert.That((await client.SendAsync(new FindQuestions(), Deadline.Soon)).Results[0].Text, Is.EqualTo("and 2+2?"));
    }

    [Test]
    public async Task A_role_that_no_model_knows_is_refused_with_its_place()
    {
        var client = await _server.SignUpAsync();
        var request = new CreateCompletion { Messages = [new() { Role = "robot", Content = "x" }] };

        var refused = await Assert.ThrowsAsync<MiniChatException>(() => client.SendAsync(request, Deadline.Soon));

        Assert.That((int)refused!.StatusCode, Is.EqualTo(400));
        Assert.That(refused.ResponseStatus.Errors.Single().FieldName, Is.EqualTo("Messages[0].Role"));
    }

    [Test]
    public async Task Questions_are_listed_newest_first_in_pages_and_only_ones_own()
    {
        var client = await _server.SignUpAsync();
        for (var i = 1; i <= 5; i++)
            await client.SendAsync(new Question { Text = $"q{i}" }, Deadline.Soon);

        var page = await client.SendAsync(new FindQuestions { Take = 3 }, Deadline.Soon);
        var rest = await client.SendAsync(new FindQuestions { Take = 3, After = page.Next }, Deadline.Soon);
        var stranger = await _server.SignUpAsync();

        Assert.That(
            page.Results.Concat(rest.Results).Select(item => item.Text),
            Is.EqualTo(new[] { "q5", "q4", "q3", "q2", "q1" })
        );
        Assert.That(rest.Next, Is.Null);
        Assert.That((await stranger.SendAsync(new FindQuestions(), Deadline.Soon)).Results, Is.Empty);
    }

    [TestCase("/questions?take=0")]
    [TestCase("/questions?take=101")]
    [TestCase("/questions?take=many")]
    [TestCase("/questions?after=x")]
    [TestCase("/questions?after=-1")]
    public async Task A_page_that_cannot_be_is_refused_with_the_field(string path)
    {
        using var http = await _server.SignUpHttpAsync();

        using var response = await http.GetAsync(path, Deadline.Soon);

        var status = (await response.Content.ReadFromJsonAsync<JsonObject>(Deadline.Soon))!["responseStatus"]!;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((string?)status["errors"]![0]!["fieldName"], Is.EqualTo(path.Contains("take") ? "Take" : "After"));
    }

    [Test]
    public async Task A_text_may_have_100000_characters_and_not_one_more()
    {
        var client = await _server.SignUpAsync();

        var answered = await client.SendAsync(new Question { Text = new string('ä', Limits.TextLength) }, Deadline.Soon);
        var refused = await Assert.ThrowsAsync<MiniChatException>(() =>
            client.SendAsync(new Question { Text = new string('x', Limits.TextLength + 1) }, Deadline.Soon)
        );

        Assert.That(answered.State, Is.EqualTo(AnswerState.Completed));
        Assert.That(refused!.ErrorCode, Is.EqualTo("MaximumLength"));
    }
}
