using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Dialects;

[TestFixture]
internal sealed class ChatCompletionTests
{
    private ScriptedModel _model = null!;
    private MiniChatServer _server = null!;
    private OneConnection _http = null!;

    [SetUp]
    public async Task Start()
    {
        _model = new ScriptedModel();
        _server = MiniChatServer.Start(_model);
        using var client = await _server.SignUpAsync("temporary_user");
        _http = new OneConnection(_server.Address, client.BearerToken);
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<string> StreamAsync(params IEnumerable<string> pieces)
    {
        var asking = _http.PostAsync("/chatCompletionStream", """[{"role":"user","Content":"go"}]""", null);
        var call = await _model.NextCallAsync();
        foreach (var piece in pieces)
            call.Say(piece);
        call.Finish();
        return (await asking).Body;
    }

    /// <summary>The answer as fetch-event-source gives it: data that is empty so far takes a line in the place of another one.</summary>
    private static string Read(string body)
    {
        var answer = new StringBuilder();
        foreach (var frame in body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var data = "";
            foreach (var line in frame.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
                data = data.Length > 0 ? data + "\n" + line[6..] : line[6..];
            answer.Append(data);
        }
        return answer.ToString();
    }

    [Test]
    public async Task The_list_goes_to_the_model_as_it_is()
    {
        var asking = _http.PostAsync(
            "/chatCompletion",
            """[{"role":"system","Content":"Be brief."},{"role":"user","content":"1+1?","name":"x"}]"""
        );
        var call = await _model.NextCallAsync();
        call.Say("2").Finish();

        Assert.That((await asking).Body, Is.EqualTo("""{"message":"2"}"""));
        var sent = call.Request.Messages.Select(message => $"{message.Role}: {message.Content}");
        Assert.That(sent, Is.EqualTo(new[] { "system: Be brief.", "user: 1+1?" }));
    }

    [Test]
    public async Task A_stream_begins_and_ends_with_an_empty_event()
    {
        var body = await StreamAsync("Hello, XiaoZhi.");

        Assert.That(
            body,
            Is.EqualTo(
                "event: message\ndata: \n\nevent: message\ndata: Hello, XiaoZhi\n\n"
                    + "event: message\ndata: .\n\nevent: message\ndata: \n\n"
            )
        );
    }

    [TestCase("a", "\n", "b")]
    [TestCase("a", "\r", "\nb")]
    [TestCase("a\n", "\n", "\n")]
    [TestCase("ab\n", "", "\nc")]
    public async Task No_event_begins_with_a_line_break(string first, string second, string third)
    {
        var asking = _http.PostAsync("/chatCompletionStream", """[{"role":"user","Content":"go"}]""");
        var call = await _model.NextCallAsync();
        call.Say(first).Say(second).Say(third).Finish();
        var body = (await asking).Body;

        foreach (var frame in SseFrame.All(body))
            Assert.That(frame.Data, Does.Not.StartWith("\n"));
        Assert.That(Read(body), Is.EqualTo((first + second + third).ReplaceLineEndings("\n")));
    }

    [Test]
    public async Task Any_text_comes_whole_but_for_what_the_reader_cannot_tell()
    {
        foreach (var (text, seed) in HardText.All.Select((text, index) => (text, index)))
        {
            var body = await StreamAsync(HardText.Pieces(text, seed));

            var frames = SseFrame.All(body);
            var expected = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
            Assert.That(frames.Select(frame => frame.Event), Is.All.EqualTo("message"));
            Assert.That((frames[0].Data, frames[^1].Data), Is.EqualTo(("", "")));
            Assert.That(frames[1..^1].Select(frame => frame.Data), Has.None.Empty);
            Assert.That(string.Concat(frames.Select(frame => frame.Data)), Is.EqualTo(expected));
            Assert.That(Read(body), Is.EqualTo(expected.TrimStart('\n')));
        }
    }

    [Test]
    public async Task What_fails_in_mid_stream_is_an_event_of_its_own_in_place_of_the_empty_one()
    {
        var asking = _http.PostAsync("/chatCompletionStream", """[{"role":"user","Content":"go"}]""");
        var call = await _model.NextCallAsync();
        call.Say("half\n").Fail(new InvalidOperationException());

        var frames = SseFrame.All((await asking).Body);

        Assert.That(string.Concat(frames[..^1].Select(frame => frame.Data)), Is.EqualTo("half\n"));
        Assert.That(frames[^1].Event, Is.EqualTo("error"));
        Assert.That(frames[^1].Data, Does.StartWith("Internal error; "));
    }

    [TestCase("/chatCompletion")]
    [TestCase("/chatCompletionStream")]
    public async Task What_fails_before_the_first_byte_is_told_in_the_documents_words(string path)
    {
        var asking = _http.PostAsync(path, """[{"role":"user","Content":"go"}]""");
        (await _model.NextCallAsync()).Fail(new InvalidOperationException());

        var reply = await asking;

        Assert.That(reply.Status, Is.EqualTo(500));
        Assert.That((string?)reply.Json["errorMessage"], Does.StartWith("Failed with chatbot.ChatCompletion: Internal error; "));
    }

    [TestCase("/chatCompletion")]
    [TestCase("/chatCompletionStream")]
    public async Task What_is_no_such_list_is_refused_with_what_would_be(string path)
    {
        foreach (
            var body in new[] { "", "null", "{}", "[]", "5", "\"a\"", "[5]", "[null]", "[{}]", "[[", "[{\"role\":\"user\"}]" }
        )
        {
            var reply = await _http.PostAsync(path, body);

            Assert.That(reply.Status, Is.EqualTo(400), $"{body}: {reply.Body}");
            Assert.That(
                (string?)reply.Json["errorMessage"],
                Does.EndWith(". Send a JSON array such as [{\"role\":\"user\",\"Content\":\"What is your name.\"}].")
            );
        }
        Assert.That(_model.Requests, Is.Empty);
    }

    [TestCase(null, "Invalid token: empty or not starts with 'Bearer '")]
    [TestCase("", "Invalid token: empty or not starts with 'Bearer '")]
    [TestCase("Bearer", "Invalid token: empty or not starts with 'Bearer '")]
    [TestCase("Basic dXNlcjpwYXNz", "Invalid token: empty or not starts with 'Bearer '")]
    [TestCase("Bearer forged", "Invalid token: expired or fake token.")]
    public async Task A_token_is_refused_in_the_documents_words(string? header, string sentence)
    {
        using var http = new OneConnection(_server.Address);
        (string, string)[] headers = header is null ? [] : [("Authorization", header)];
        foreach (var path in new[] { "/chatCompletion", "/chatCompletionStream" })
        {
            var reply = await http.PostAsync(path, "[]", headers: headers);

            Assert.That((reply.Status, (string?)reply.Json["errorMessage"]), Is.EqualTo((401, sentence)));
        }
    }

    [TestCase("GET", 405)]
    [TestCase("DELETE", 405)]
    public async Task Another_verb_is_refused_in_the_same_shape(string verb, int status)
    {
        var reply = await _http.SendAsync(verb, "/chatCompletion/", null, null);

        Assert.That((reply.Status, reply.Header("Allow")), Is.EqualTo((status, "POST")));
        Assert.That((string?)reply.Json["errorMessage"], Is.Not.Empty);
    }

    [Test]
    public async Task What_is_too_long_or_in_another_charset_is_refused_in_the_same_shape()
    {
        var large = await _http.PostAsync("/chatCompletion", new string(' ', (1 << 20) + 1));
        var coded = await _http.PostAsync("/chatCompletion", "[]", "application/json; charset=utf-16");

        Assert.That((large.Status, coded.Status), Is.EqualTo((413, 415)));
        Assert.That((string?)large.Json["errorMessage"], Is.Not.Empty);
        Assert.That((string?)coded.Json["errorMessage"], Is.Not.Empty);
    }
}
