using System.Net;
using System.Text;

namespace MiniChat.Tests.Stack;

public sealed class BadInputTests : StackTests
{
    [TestCase("id=x", "Id")]
    [TestCase("id=1.5", "Id")]
    [TestCase("id=99999999999", "Id")]
    [TestCase("id=1&id=2", "Id")]
    [TestCase("ratio=1e999", "Ratio")]
    [TestCase("ratio=NaN", "Ratio")]
    [TestCase("flag=yes", "Flag")]
    [TestCase("key=x", "Key")]
    [TestCase("colour=green", "Colour")]
    [TestCase("date=tomorrow", "Date")]
    [TestCase("span=long", "Span")]
    [TestCase("numbers=1,x", "Numbers")]
    [TestCase("part={content:x", "Part")]
    [TestCase("part={content:\"x}", "Part")]
    [TestCase("part={content:x,content:y}", "Part")]
    [TestCase("part={colour:Green}", "Part")]
    [TestCase("part={}}", "Part")]
    [TestCase("parts=[{]", "Parts")]
    [TestCase("parts={content:x},", "Parts")]
    [TestCase("map={a}", "Map")]
    public async Task A_value_of_a_query_that_does_not_fit_is_400_and_names_the_field(string query, string field)
    {
        var reply = await Server.GetAsync("/api/Echo?" + query);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "SerializationException")));
        Assert.That(reply.FieldNames, Is.EqualTo(new[] { field }));
        Assert.That(reply.Body, Does.Not.Contain("System.").And.Not.Contain("MiniChat"));
    }

    [TestCase("""{"id":"x"}""", "Id")]
    [TestCase("""{"id":{}}""", "Id")]
    [TestCase("""{"text":5}""", "Text")]
    [TestCase("""{"text":["a"]}""", "Text")]
    [TestCase("""{"flag":"perhaps"}""", "Flag")]
    [TestCase("""{"colour":"green"}""", "Colour")]
    [TestCase("""{"date":"tomorrow"}""", "Date")]
    [TestCase("""{"parts":{}}""", "Parts")]
    [TestCase("""{"parts":[{"content":"a"},{"content":7}]}""", "Parts[1].Content")]
    [TestCase("""{"part":{"inner":{"colour":"green"}}}""", "Part.Inner.Colour")]
    [TestCase("""{"text":"a\u0000b"}""", "Text")]
    [TestCase("""{"text":"\ud800"}""", "Text")]
    [TestCase("""{"text":"a","Text":"b"}""", "")]
    [TestCase("""{"text":"a","text":"b"}""", "")]
    [TestCase("""{"text":"a" """, "")]
    [TestCase("""{"text":"a""", "")]
    [TestCase("""{"text":""", "")]
    [TestCase("""{"text":"a"} x""", "")]
    [TestCase("""{"text":"a"}{}""", "")]
    [TestCase("""{"text":"a",}""", "")]
    [TestCase("""{text:"a"}""", "")]
    [TestCase("""{"ratio":1e999}""", "Ratio")]
    [TestCase("""{"ratio":NaN}""", "")]
    [TestCase("/**/{}", "")]
    [TestCase("[]", "")]
    [TestCase("""[{"text":"a"}]""", "")]
    [TestCase("null", "")]
    [TestCase("5", "")]
    [TestCase("\"text\"", "")]
    [TestCase("<xml/>", "")]
    [TestCase("   ", "")]
    [TestCase("\u0000", "")]
    public async Task JSON_that_does_not_fit_is_400_and_names_the_field(string body, string field)
    {
        var reply = await Server.PostAsync("/api/Echo", body);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "SerializationException")), reply.Body);
        if (field.Length > 0)
            Assert.That(reply.FieldNames, Is.EqualTo(new[] { field }));
        Assert.That(reply.Body, Does.Not.Contain("System.").And.Not.Contain("MiniChat").And.Not.Contain("EchoPart"));
    }

    [Test]
    public async Task An_unknown_name_of_an_enum_is_told_the_known_ones()
    {
        var body = await Server.PostAsync("/api/Echo", """{"colour":"green"}""");
        var query = await Server.GetAsync("/api/Echo?colour=green");

        Assert.That(body.ErrorMessage, Does.Contain("Red, dark-blue"));
        Assert.That(query.ErrorMessage, Does.Contain("Red, dark-blue"));
    }

    [TestCase(64, 400)]
    [TestCase(20_000, 400)]
    public async Task Deep_JSON_is_refused(int depth, int status)
    {
        var body = string.Concat(Enumerable.Repeat("{\"part\":", depth)) + "1" + new string('}', depth);
        var unknown = $$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        Assert.That((await Server.PostAsync("/api/Echo", body)).Status, Is.EqualTo(status));
        Assert.That((await Server.PostAsync("/api/Echo", unknown)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task JSON_may_be_64_levels_deep()
    {
        var reply = await Server.PostAsync("/api/Echo", $$"""{"x":{{new string('[', 63)}}{{new string(']', 63)}}}""");

        Assert.That(reply.Status, Is.EqualTo(200));
    }

    [TestCase("application/json", "{\"text\":\"\u00ff\"}")]
    [TestCase("application/json", "{\"unknown\":\"\u00c3(\"}")]
    [TestCase("application/json", "{\"\u00ff\":1}")]
    [TestCase("application/x-www-form-urlencoded", "text=\u00ff")]
    [TestCase("application/x-www-form-urlencoded", "text=%FF")]
    [TestCase("application/x-www-form-urlencoded", "%FF=1")]
    [TestCase("application/x-www-form-urlencoded", "text=a%00b")]
    [TestCase("application/x-www-form-urlencoded", "text=%ED%A0%80")]
    [TestCase(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\u00ff\r\n--b--\r\n"
    )]
    [TestCase("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\ncut")]
    [TestCase("multipart/form-data", "text")]
    public async Task Bytes_that_are_no_text_are_400(string type, string latin1)
    {
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(latin1));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var reply = await Server.SendAsync(HttpMethod.Post, "/api/Echo", content);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((400, "SerializationException")));
    }

    [TestCase("text=%FF")]
    [TestCase("text=%C3%28")]
    [TestCase("text=%00")]
    [TestCase("text=%ED%A0%80")]
    public async Task Bytes_of_a_query_that_are_no_text_are_400(string query)
    {
        var reply = await Server.SendRawAsync($"GET /api/Echo?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.That(reply, Does.StartWith("HTTP/1.1 400"));
    }

    [TestCase("application/json; charset=utf-16", "")]
    [TestCase("application/json; charset=latin1", "")]
    [TestCase("text/plain; charset=nonsense", "")]
    [TestCase("application/json", "gzip")]
    [TestCase("application/json", "br, gzip")]
    public async Task Another_charset_or_encoding_is_415(string type, string encoding)
    {
        var reply = await Server.PostAsync(
            "/api/Echo",
            "{}",
            encoding.Length > 0 ? [("Content-Type", type), ("Content-Encoding", encoding)] : [("Content-Type", type)]
        );

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((415, "UnsupportedMediaType")));
    }

    [TestCase("/api/Echo", false)]
    [TestCase("/api/Echo", true)]
    [TestCase("/api/Secret", false)]
    public async Task A_body_over_the_limit_is_413_for_anybody(string path, bool chunked)
    {
        var content = new StringContent($$"""{"text":"{{new string('x', 1024 * 1024)}}"}""", Encoding.UTF8, "application/json");

        var reply = chunked
            ? await Server.SendAsync(HttpMethod.Post, path, content, ("Transfer-Encoding", "chunked"))
            : await Server.SendAsync(HttpMethod.Post, path, content);

        Assert.That((reply.Status, reply.ErrorCode), Is.EqualTo((413, "RequestTooLarge")));
    }

    [Test]
    public async Task A_declared_length_over_the_limit_is_refused_before_the_body_is_sent()
    {
        var reply = await Server.SendRawAsync(
            "POST /api/Secret HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n"
        );

        Assert.That(reply, Does.StartWith("HTTP/1.1 413").And.Contain("RequestTooLarge"));
    }

    [TestCase("5\r\n{\"te\r\nZZ\r\n")]
    [TestCase("FFFFFFFFFFFFFFFF1\r\n{}\r\n0\r\n\r\n")]
    public async Task A_malformed_chunk_is_400(string chunks)
    {
        var reply = await Server.SendRawAsync(
            $"POST /api/Echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunks}"
        );

        Assert.That(reply, Does.StartWith("HTTP/1.1 400").And.Contain("\"responseStatus\""));
    }

    [Test]
    public async Task Random_bodies_never_are_a_fault_of_the_server()
    {
        string[] pieces =
        [
            "{",
            "}",
            "[",
            "]",
            "\"text\"",
            ":",
            ",",
            "\"",
            "\\",
            "\\u",
            "d800",
            "null",
            "1e9",
            "-",
            "tru",
            "\u00ff",
            "parts",
            " ",
        ];
        uint state = 42;
        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < 300; i++)
        {
            var body = new StringBuilder("{");
            for (var n = 0; n < i % 20; n++)
                body.Append(pieces[(int)((state = state * 1664525 + 1013904223) >> 8) % pieces.Length]);
            var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body.ToString()));
            statuses.Add((await Server.SendAsync(HttpMethod.Post, "/api/Echo", content)).Response.StatusCode);
        }

        Assert.That(statuses, Is.SubsetOf(new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest }));
    }
}
