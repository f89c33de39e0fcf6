using System.Text;

namespace MiniChat.Tests.Stack;

public sealed class BindingTests : StackTests
{
    [TestCase("application/json")]
    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/json; charset=\"UTF-8\"")]
    [TestCase("text/plain;charset=UTF-8")]
    [TestCase("application/octet-stream")]
    [TestCase("nonsense")]
    [TestCase(null)]
    public async Task JSON_is_taken_whatever_the_content_type_says(string? type)
    {
        var content = new ByteArrayContent(
            """{"Text":"grün","COLOUR":"dark-blue","unknown":[{}],"__type":"x","$type":"y"}"""u8.ToArray()
        );
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        var reply = await Server.SendAsync(HttpMethod.Post, "/api/Echo", content);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"text":"grün","colour":"dark-blue"}""")));
    }

    [Test]
    public async Task An_empty_body_is_an_empty_message()
    {
        var none = await Server.SendAsync(HttpMethod.Post, "/api/Echo", null);
        var empty = await Server.PostAsync("/api/Echo", "");
        var chunked = await Server.SendAsync(
            HttpMethod.Post,
            "/api/Echo",
            new StringContent(""),
            ("Transfer-Encoding", "chunked")
        );

        Assert.That(new[] { none.Body, empty.Body, chunked.Body }, Is.All.EqualTo("{}"));
    }

    [TestCase("id=5", """{"id":5}""")]
    [TestCase("ID=5&Text=a%20b+c", """{"id":5,"text":"a b c"}""")]
    [TestCase("big=9007199254740993", """{"big":9007199254740993}""")]
    [TestCase("ratio=1.5&price=3.10", """{"ratio":1.5,"price":3.10}""")]
    [TestCase("flag=True", """{"flag":true}""")]
    [TestCase("key=11111111222233334444555555555555", """{"key":"11111111-2222-3333-4444-555555555555"}""")]
    [TestCase("colour=DARKBLUE", """{"colour":"dark-blue"}""")]
    [TestCase("colour=dark-blue", """{"colour":"dark-blue"}""")]
    [TestCase("colour=1", """{"colour":"dark-blue"}""")]
    [TestCase("date=2026-01-02T03%3A04%3A05Z", """{"date":"2026-01-02T03:04:05Z"}""")]
    [TestCase("date=/Date(1767323045000%2B0200)/", """{"date":"2026-01-02T03:04:05Z"}""")]
    [TestCase("span=PT1M30.5S", """{"span":"PT1M30.5S"}""")]
    [TestCase("span=00:01:30", """{"span":"PT1M30S"}""")]
    [TestCase("numbers=1%2C2", """{"numbers":[1,2]}""")]
    [TestCase("numbers=[1,2]", """{"numbers":[1,2]}""")]
    [TestCase("numbers=1&numbers=2", """{"numbers":[1,2]}""")]
    [TestCase("numbers=", """{"numbers":[]}""")]
    [TestCase("names=a,b&names=c", """{"names":["a,b","c"]}""")]
    [TestCase(
        "part={Content:%22n%20%22%22q%22%22,%22,Colour:DarkBlue}",
        """{"part":{"content":"n \"q\",","colour":"dark-blue"}}"""
    )]
    [TestCase(
        "part={content:a,Inner:{Content:b}}",
        """{"part":{"content":"a","colour":"Red","inner":{"content":"b","colour":"Red"}}}"""
    )]
    [TestCase("parts={Content:a},{Content:b}", """{"parts":[{"content":"a","colour":"Red"},{"content":"b","colour":"Red"}]}""")]
    [TestCase("parts=[{Content:a}]", """{"parts":[{"content":"a","colour":"Red"}]}""")]
    [TestCase("map={a:%22b,c%22,d:e}", """{"map":{"a":"b,c","d":"e"}}""")]
    [TestCase("names=[%22a,%22%22b%22,c]", """{"names":["a,\"b","c"]}""")]
    [TestCase("names=[a,b]", """{"names":["a","b"]}""")]
    [TestCase("part={\"content\":\"x\"}", """{"part":{"content":"x","colour":"Red"}}""")]
    [TestCase("parts=[{\"content\":\"x\"}]", """{"parts":[{"content":"x","colour":"Red"}]}""")]
    [TestCase("parts={\"content\":\"x\"}", """{"parts":[{"content":"x","colour":"Red"}]}""")]
    [TestCase("id&text=&unknown=1&jsconfig=eccn&format=json&callback=f&t=123", """{"text":""}""")]
    public async Task Values_of_a_query_and_of_a_form_are_read_alike(string values, string expected)
    {
        var query = await Server.GetAsync("/api/Echo?" + values);
        var form = await Server.SendAsync(
            HttpMethod.Post,
            "/api/Echo",
            new StringContent(values, Encoding.UTF8, "application/x-www-form-urlencoded")
        );

        Assert.That(query.Body, Is.EqualTo(expected));
        Assert.That(form.Body, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_multipart_form_is_read_without_its_files()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("grün"), "text" },
            { new StringContent("1,2"), "\"Numbers\"" },
            { new ByteArrayContent([0xFF]), "price", "price.bin" },
        };

        var reply = await Server.SendAsync(HttpMethod.Post, "/api/Echo", form);

        Assert.That((reply.Status, reply.Body), Is.EqualTo((200, """{"text":"grün","numbers":[1,2]}""")));
    }

    [Test]
    public async Task The_path_wins_over_the_query_and_the_query_over_the_body()
    {
        var reply = await Server.PostAsync("/echo/3?id=2&text=query", """{"id":1,"text":"body","big":4}""");

        Assert.That(reply.Body, Is.EqualTo("""{"id":3,"text":"query","big":4}"""));
    }

    [Test]
    public async Task A_body_of_almost_the_limit_is_taken_in_pieces()
    {
        var text = new string('x', 100);
        var many = string.Join(',', Enumerable.Repeat($$"""{"x":"{{text}}"}""", 9000));

        var reply = await Server.PostAsync("/api/Echo", $$"""{"unknown":[{{many}}],"id":7}""");

        Assert.That(reply.Body, Is.EqualTo("""{"id":7}"""));
    }
}
