namespace MiniChat.Tests.Stack;

public sealed class EndpointTests : StackTests
{
    [TestCase("/api/Who")]
    [TestCase("/api/who/")]
    [TestCase("/API/WHO")]
    [TestCase("/json/reply/Who")]
    [TestCase("/JSON/Reply/who/")]
    [TestCase("/who")]
    [TestCase("/Who/")]
    public async Task A_message_answers_at_each_of_its_paths(string path)
    {
        var reply = await Server.GetAsync(path);

        Assert.That(reply.Status, Is.EqualTo(200));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
        Assert.That(reply.Header("Content-Length"), Is.EqualTo(reply.Body.Length.ToString()));
        Assert.That(reply.Header("Vary"), Is.EqualTo("Accept"));
        Assert.That(reply.Header("X-Content-Type-Options"), Is.EqualTo("nosniff"));
    }

    [TestCase("/api/Nope")]
    [TestCase("/json/reply/Nope")]
    [TestCase("/nowhere")]
    [TestCase("/api/Who.xml")]
    [TestCase("/api/Who/more")]
    public async Task An_unknown_address_is_404_in_words(string path)
    {
        var reply = await Server.PostAsync(path, "{}");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((404, "NotFound")));
        Assert.That(reply.Errors, Is.Empty);
        Assert.That(reply.Header("X-Content-Type-Options"), Is.EqualTo("nosniff"));
    }

    [TestCase("GET", "/api/Strict", "POST")]
    [TestCase("PUT", "/strict", "POST")]
    [TestCase("POST", "/admin", "GET, HEAD")]
    [TestCase("POST", "/api/DeleteThing", "DELETE")]
    public async Task A_wrong_verb_is_405_and_told_the_right_ones(string verb, string path, string allow)
    {
        var reply = await Server.SendAsync(new HttpMethod(verb), path, null);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((405, "NotImplementedException")));
        Assert.That(string.Join(", ", reply.Response.Content.Headers.Allow), Is.EqualTo(allow));
    }

    [Test]
    public async Task A_method_override_opens_nothing()
    {
        var reply = await Server.PostAsync("/api/DeleteThing", "{}", ("X-HTTP-Method-Override", "DELETE"));

        Assert.That(reply.Status, Is.EqualTo(405));
    }

    [Test]
    public async Task HEAD_is_answered_like_GET_without_the_body()
    {
        var reply = await Server.SendAsync(HttpMethod.Head, "/who", null);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "")));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public async Task Nothing_is_204()
    {
        var reply = await Server.SendAsync(HttpMethod.Delete, "/things/5", null);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((204, "")));
    }

    [Test]
    public async Task A_path_variable_that_is_no_number_is_404()
    {
        var reply = await Server.SendAsync(HttpMethod.Delete, "/things/abc", null);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((404, "NotFound")));
    }

    [Test]
    public async Task What_comes_along_reaches_the_call()
    {
        var reply = await Server.GetAsync(
            "/who",
            ("Idempotency-Key", "k-1"),
            ("Last-Event-ID", "7"),
            ("Authorization", "Bearer good-ann")
        );

        Assert.That(
            reply.Body,
            Is.EqualTo("""{"userName":"ann","idempotencyKey":"k-1","lastEventId":7,"address":"127.0.0.1"}""")
        );
    }

    [TestCase("Last-Event-ID", "x")]
    [TestCase("Last-Event-ID", "-1")]
    [TestCase("Idempotency-Key", "")]
    [TestCase("Idempotency-Key", "two words")]
    [TestCase("Idempotency-Key", "256")]
    public async Task A_header_that_is_not_right_is_400(string name, string value)
    {
        var reply = await Server.GetAsync("/who", (name, value == "256" ? new string('k', 256) : value));

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "BadRequest")));
    }
}
