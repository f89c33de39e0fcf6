using System.Text;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Features;

/// <summary>Random damage to every message and door, the same at each run: never a fault of the server, never a word of its inside.</summary>
[TestFixture]
internal sealed class FuzzTests
{
    private const int Rounds = 250;
    private const string Secret = "a secret of this server that nobody may ever see";

    private const string ToolCall = """
        {"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}],"tool_choice":"required","max_tokens":5,
        "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]}
        """;
    private const string Typed = """
        {"messages":[{"role":"user","content":"a"}],"stream":true,"stream_options":{"include_usage":true},"response_format":
        {"type":"json_schema","json_schema":{"name":"n","schema":{"type":"array","minItems":2,"items":{"enum":["a",1]}}}}}
        """;

    private static readonly string[] Pieces =
    [
        "null",
        "true",
        "-1",
        "1e999",
        "99999999999999999999",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\\ud800",
        "\\u0000",
        "\u0000",
        "\u00ff",
        "\u00c3(",
        "{\"__type\":\"System.IO.FileInfo\"}",
        "{\"$type\":\"System.Object, mscorlib\"}",
        "'; DROP TABLE accounts; --",
        "\r\n\r\n",
        "../../../etc/passwd",
        "<script>",
        "%00",
        "\u202e",
    ];

    private static readonly string[] PathPieces =
    [
        "-1",
        "0",
        "1.5",
        "null",
        "99999999999999999999",
        "%FF",
        "%20",
        "%2e%2e",
        "%2F",
        "..",
        "'",
        "1;x=1",
        "%E2%80%AE",
        "api",
        "ws",
        "events",
        "?after=%FF",
        "?take=%00",
        "?callback=alert(1)&format=xml",
        "?_method=DELETE",
        "?leaf=x&leaf=y",
    ];

    private static readonly string?[] Types =
    [
        null,
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "application/json; charset=utf-16",
        "application/xml",
        "a/b; c=\"",
    ];

    private MiniChatServer _server = null!;
    private string _token = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = MiniChatServer.Start(
            settings: new() { ["JWT_SECRET"] = Secret, ["MiniChat__Limits__RunningAnswersPerAccount"] = "0" }
        );
        using var client = await _server.SignUpAsync("fuzzer");
        _token = client.BearerToken!;
        await client.SendAsync(new ServiceModel.CreateChat(), Deadline.Soon);
        await client.SendAsync(new ServiceModel.Question { Text = "a" }, Deadline.Soon);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("POST", "/questions", """{"text":"a","model":"m","stream":false,"onDisconnect":"cancel"}""")]
    [TestCase("GET", "/questions?after=9&take=5", null)]
    [TestCase("POST", "/completions", """{"messages":[{"role":"user","content":"a"}],"stream":true}""")]
    [TestCase("POST", "/chats", """{"title":"t","model":"m","system":"s"}""")]
    [TestCase("GET", "/chats?search=a&take=5&after=1", null)]
    [TestCase("GET", "/chats/1?leaf=1", null)]
    [TestCase("PATCH", "/chats/1", """{"title":"t","model":"m","system":"s"}""")]
    [TestCase("POST", "/chats/1/turns", """{"text":"a","model":"m","stream":true,"onDisconnect":"continue"}""")]
    [TestCase("DELETE", "/chats/7", null)]
    [TestCase("GET", "/answers/1?after=0", null)]
    [TestCase("GET", "/answers/1/events?after=0", null)]
    [TestCase("GET", "/answers/1/ws?after=0", null)]
    [TestCase("POST", "/answers/1/stop", "{}")]
    [TestCase("POST", "/answers/1/regenerate", """{"model":"m","stream":false}""")]
    [TestCase("POST", "/register", """{"userName":"fuzzer","email":"a@b.c","password":"planted-pass","displayName":"d"}""")]
    [TestCase("POST", "/auth", """{"provider":"credentials","userName":"nobody","password":"planted-pass","rememberMe":true}""")]
    [TestCase("POST", "/access-token", """{"refreshToken":"planted-pass","useTokenCookie":true}""")]
    [TestCase("POST", "/api/AuthenticateLogout", "{}")]
    [TestCase("POST", "/login", """{"username":"nobody","password":"planted-pass"}""")]
    [TestCase("POST", "/prompt", """{"model":"m","n":2,"stream":true,"messages":[{"role":"user","content":"a"}]}""")]
    [TestCase("POST", "/v1/chat/completions", ToolCall)]
    [TestCase("POST", "/v1/chat/completions", Typed)]
    [TestCase("POST", "/v1/embeddings", """{"model":"m","input":["a",[1,2]],"dimensions":8,"encoding_format":"base64"}""")]
    [TestCase(
        "POST",
        "/v1/responses",
        """{"model":"m","stream":true,"instructions":"i","input":[{"role":"user","content":"a"}]}"""
    )]
    [TestCase("GET", "/v1/models/offline", null)]
    [TestCase("POST", "/auth/register", """{"email":"a@b.c","password":"planted-pass"}""")]
    [TestCase("POST", "/auth/login", """{"email":"nobody@b.c","password":"planted-pass"}""")]
    [TestCase("POST", "/openai/question", """{"question":"a","stream":true}""")]
    [TestCase("GET", "/openai/stream?question=a&stream=true", null)]
    [TestCase("POST", "/auth?username=nobody", "username=nobody&password=planted-pass&provider=credentials")]
    [TestCase("POST", "/chatCompletion", """[{"role":"user","Content":"a"}]""")]
    [TestCase("POST", "/chatCompletionStream", """[{"role":"system","content":"a"},{"role":"user","Content":"a"}]""")]
    public async Task Damage_is_never_a_fault_of_the_server(string verb, string path, string? body)
    {
        // Signing out is tried by somebody who has not signed in: the others still need the session.
        using var http = new OneConnection(_server.Address, path.Contains("Logout", StringComparison.Ordinal) ? null : _token);
        var random = new Chance(path.Length * 31 + verb.Length);
        var statuses = new HashSet<int>();
        for (var round = 0; round < Rounds; round++)
        {
            var sent = body is null ? null : Damage(Encoding.Latin1.GetBytes(body), random);
            var to = body is null || random.Next(4) == 0 ? DamagePath(path, random) : path;
            // The way back from an answer's events leads to those of all answers, which have no end.
            if (to.Contains("../events", StringComparison.Ordinal) || to.Contains("%2e/events", StringComparison.Ordinal))
                continue;
            var type = random.Next(2) == 0 ? "application/json" : Types[random.Next(Types.Length)];

            var reply = await http.SendAsync(verb, to, sent, type);

            statuses.Add(reply.Status);
            var what = $"{verb} {to} as {type}: {(sent is null ? "" : Encoding.Latin1.GetString(sent))}\n{reply.Body}";
            Assert.That(reply.Status, Is.LessThan(500), what);
            Assert.That(reply.Body, Does.Not.Contain("   at ").And.Not.Contain("System.").And.Not.Contain("MiniChat."), what);
            Assert.That(reply.Body, Does.Not.Contain(Secret).And.Not.Contain("planted-pass").And.Not.Contain("SQLite"), what);
        }
        Assert.That(statuses, Has.Count.GreaterThan(1), "it hit more than one thing");
    }

    private static byte[] Damage(byte[] body, Chance random)
    {
        var bytes = body.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.Slice(0, at));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 500)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }
        return [.. bytes];
    }

    private static string DamagePath(string path, Chance random)
    {
        var piece = PathPieces[random.Next(PathPieces.Length)];
        var parts = path.Split('/');
        var at = random.Next(1, parts.Length);
        parts[at] = random.Next(3) switch
        {
            0 => piece,
            1 => parts[at] + piece,
            _ => parts[at] + "/" + piece,
        };
        return string.Join('/', parts);
    }
}
