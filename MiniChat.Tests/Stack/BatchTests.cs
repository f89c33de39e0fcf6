using System.Text;

namespace MiniChat.Tests.Stack;

/// <summary>Lists of one message, as the published clients' <c>sendAll</c> sends them.</summary>
public sealed class BatchTests : StackTests
{
    [TestCase("/api/Echo[]")]
    [TestCase("/api/echo%5B%5D")]
    [TestCase("/json/reply/Echo[]")]
    public async Task A_list_is_answered_with_the_list_of_answers(string path)
    {
        var reply = await Server.PostAsync(path, """[{"text":"a"},{"Text":"b","numbers":[1,2]},{}]""");

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """[{"text":"a"},{"text":"b","numbers":[1,2]},{}]""")));
        Assert.That(reply.Header("X-AutoBatch-Completed"), Is.EqualTo("3"));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public async Task An_empty_list_is_answered_with_an_empty_list()
    {
        var reply = await Server.PostAsync("/api/Echo[]", " [ ] ");

        Assert.That((reply.Status, reply.Body, reply.Header("X-AutoBatch-Completed")), Is.EqualTo((200, "[]", "")));
    }

    [Test]
    public async Task Messages_without_an_answer_are_answered_with_nulls()
    {
        var reply = await Server.PostAsync("/api/DeleteThing[]", """[{"id":1},{"id":2}]""");

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, "[null,null]")));
    }

    [TestCase("""[{"text":"a","messages":[{"content":"x"}]},{"text":""}]""", "NotEmpty", "1", "1")]
    [TestCase("""[{"text":""},{"text":"a"}]""", "NotEmpty", "0", "")]
    [TestCase("""[{"text":"a","messages":[{"content":"x"}]},{"text":7}]""", "SerializationException", "1", "1")]
    [TestCase("""[null]""", "SerializationException", "0", "")]
    [TestCase("""[[]]""", "SerializationException", "0", "")]
    public async Task The_first_that_fails_ends_it_and_tells_its_index(string body, string code, string index, string done)
    {
        var reply = await Server.PostAsync("/api/Strict[]", body);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, code)));
        var meta = reply.Json.GetProperty("responseStatus").GetProperty("meta");
        Assert.That(meta.GetProperty("AutoBatchIndex").GetString(), Is.EqualTo(index));
        Assert.That(reply.Header("X-AutoBatch-Completed"), Is.EqualTo(done));
    }

    [Test]
    public async Task A_failure_keeps_its_status_and_when_to_come_back()
    {
        var reply = await Server.PostAsync("/api/Fail[]", """[{"how":"TooMany"}]""");

        Assert.That((reply.Status, reply.Header("Retry-After")), Is.EqualTo((429, "7")));
        Assert.That(reply.Body, Does.Contain("\"AutoBatchIndex\":\"0\""));
    }

    [Test]
    public async Task A_failure_with_words_of_its_own_keeps_them()
    {
        var reply = await Server.PostAsync("/api/Fail[]", """[{"how":"Conflict"}]""");

        Assert.That(reply.Body, Does.Contain("\"Id\":\"7\"").And.Contain("\"AutoBatchIndex\":\"0\""));
    }

    [TestCase("{}", "array")]
    [TestCase("", "not valid JSON")]
    [TestCase("[{},", "not valid JSON")]
    [TestCase("null", "array")]
    public async Task What_is_no_list_is_refused_whole(string body, string words)
    {
        var reply = await Server.PostAsync("/api/Echo[]", body);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "SerializationException")));
        Assert.That(reply.ErrorMessage, Does.Contain(words));
        Assert.That(reply.Body, Does.Not.Contain("AutoBatchIndex"));
    }

    [Test]
    public async Task A_list_that_is_too_long_is_refused_whole()
    {
        var body = new StringBuilder("[{}").Insert(1, "{},", 1000).Append(']').ToString();

        var reply = await Server.PostAsync("/api/Echo[]", body);

        Assert.That(
            (reply.Status, reply.ErrorMessage),
            Is.EqualTo((400, "The body must be a JSON array of messages, 1000 at most."))
        );
    }

    [Test]
    public async Task Who_may_not_send_one_may_not_send_many()
    {
        var reply = await Server.PostAsync("/api/Secret[]", """[{"text":"a"}]""");

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((401, "Unauthorized")));
    }

    [Test]
    public async Task A_key_counts_for_each_message_by_itself()
    {
        var reply = await Server.PostAsync("/api/Who[]", "[{},{}]", ("Idempotency-Key", "abc"));

        Assert.That(reply.Body, Does.Contain("\"abc 0\"").And.Contain("\"abc 1\""));
    }

    [TestCase("GET", "/api/Echo[]", 405)]
    [TestCase("POST", "/api/Follow[]", 404)]
    [TestCase("POST", "/api/Nope[]", 404)]
    [TestCase("POST", "/echo/1[]", 404)]
    public async Task Nothing_else_takes_lists(string verb, string path, int status)
    {
        var reply = await Server.SendAsync(new HttpMethod(verb), path, null);

        Assert.That(reply.Status, Is.EqualTo(status));
    }

    [TestCase("/json/oneway/Echo", """{"text":"a"}""", 204)]
    [TestCase("/json/oneway/DeleteThing", """{"id":1}""", 204)]
    [TestCase("/json/oneway/Ask", """{"stream":true}""", 204)]
    [TestCase("/json/oneway/Strict", "{}", 400)]
    [TestCase("/json/oneway/Secret", """{"text":"a"}""", 401)]
    [TestCase("/json/oneway/Follow", "{}", 404)]
    [TestCase("/json/oneway/Echo[]", """[{"text":"a"},{"text":"b"}]""", 204)]
    [TestCase("/json/oneway/Strict[]", "[{}]", 400)]
    [TestCase("/json/oneway/Secret[]", "[{}]", 401)]
    public async Task Who_sends_one_way_hears_only_of_errors(string path, string body, int status)
    {
        var reply = await Server.PostAsync(path, body);

        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Body, status == 204 ? Is.Empty : Does.Contain("responseStatus"));
    }

    [Test]
    public async Task Who_sends_a_list_one_way_hears_how_many_are_done()
    {
        var reply = await Server.PostAsync("/json/oneway/Echo[]", """[{"text":"a"},{"text":"b"}]""");

        Assert.That(reply.Header("X-AutoBatch-Completed"), Is.EqualTo("2"));
    }
}
