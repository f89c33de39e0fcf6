namespace MiniChat.Tests.Stack;

/// <summary>Responses in other formats than JSON, and in JSON without what says nothing.</summary>
public sealed class FormatTests : StackTests
{
    private const string Parts = "parts={Content:a},{Content:%22b,%22%22c%22%22%22,Colour:DarkBlue}";

    [TestCase("/api/Echo.csv?" + Parts)]
    [TestCase("/api/Echo?format=csv&" + Parts)]
    [TestCase("/api/echo.CSV?" + Parts)]
    public async Task A_list_is_told_as_CSV(string path)
    {
        var reply = await Server.GetAsync(path);

        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/csv; charset=utf-8"));
        Assert.That(reply.Body, Is.EqualTo("content,colour\r\na,Red\r\n\"b,\"\"c\"\"\",dark-blue\r\n"));
    }

    [Test]
    public async Task A_list_is_told_as_lines_of_JSON()
    {
        var reply = await Server.GetAsync("/api/Echo.jsonl?" + Parts);

        Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/jsonl; charset=utf-8"));
        Assert.That(
            reply.Body,
            Is.EqualTo("{\"content\":\"a\",\"colour\":\"Red\"}\n{\"content\":\"b,\\\"c\\\"\",\"colour\":\"dark-blue\"}\n")
        );
    }

    [TestCase("/echo/5?text=a", "text/csv", "id,text\r\n5,a\r\n")]
    [TestCase("/echo/5?text=a", "text/jsonl", "{\"id\":5,\"text\":\"a\"}\n")]
    [TestCase("/echo/5?text=a", "text/csv, application/json", "{\"id\":5,\"text\":\"a\"}")]
    [TestCase("/echo/5?text=a", "text/html,*/*", "{\"id\":5,\"text\":\"a\"}")]
    [TestCase("/api/Echo?text=a", "text/csv", "{\"text\":\"a\"}")]
    [TestCase("/json/reply/Echo?text=a", "text/csv", "{\"text\":\"a\"}")]
    [TestCase("/api/Echo.json?text=a", "text/csv", "{\"text\":\"a\"}")]
    public async Task Only_a_messages_own_route_is_negotiated(string path, string accept, string body)
    {
        var reply = await Server.GetAsync(path, ("Accept", accept));

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, body)));
    }

    [TestCase("/api/Echo.csv?id=x")]
    [TestCase("/api/Echo?format=xml")]
    [TestCase("/echo/1?format=xml")]
    public async Task Errors_are_JSON_in_any_format(string path)
    {
        var reply = await Server.GetAsync(path);

        Assert.That((reply.Status, reply.Errors.Length), Is.EqualTo((400, 1)));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
    }

    [TestCase("/api/Fail?format=xml")]
    [TestCase("/api/Fail?FORMAT=csv&format=json")]
    public async Task A_format_that_there_is_not_is_refused_before_anything_is_done(string path)
    {
        var reply = await Server.PostAsync(path, """{"how":"Conflict"}""");

        Assert.That(reply.Status, Is.EqualTo(400));
        Assert.That(reply.FieldNames, Is.EqualTo(new[] { "Format" }));
    }

    [TestCase("edv", """{"text":"a"}""")]
    [TestCase("eccn%2Cedv", """{"text":"a"}""")]
    [TestCase("ExcludeDefaultValues", """{"text":"a"}""")]
    [TestCase("eccn", """{"text":"a","parts":[{"content":"x","colour":"Red"}]}""")]
    [TestCase("nonsense", """{"text":"a","parts":[{"content":"x","colour":"Red"}]}""")]
    public async Task Values_that_say_nothing_are_left_out_on_wish(string jsconfig, string body)
    {
        var parts = body.Contains("parts", StringComparison.Ordinal) ? "&parts={content:x}" : "";

        var reply = await Server.GetAsync($"/api/Echo?text=a{parts}&jsconfig={jsconfig}");

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, body)));
    }

    [Test]
    public async Task Nested_values_that_say_nothing_are_left_out_too()
    {
        var reply = await Server.PostAsync("/api/Echo?jsconfig=edv", """{"parts":[{"content":"x","colour":"Red"}]}""");

        Assert.That(reply.Body, Is.EqualTo("""{"parts":[{"content":"x"}]}"""));
    }

    [Test]
    public async Task The_head_of_CSV_tells_its_length()
    {
        var reply = await Server.SendAsync(HttpMethod.Head, "/api/Echo.csv?text=a", null);

        Assert.That((reply.Status, reply.Header("Content-Length"), reply.Body), Is.EqualTo((200, "9", "")));
    }
}
