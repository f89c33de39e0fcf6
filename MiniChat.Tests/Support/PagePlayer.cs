using System.Text;

namespace MiniChat.Tests.Support;

/// <summary>Plays the examples of a page against a server, in their order, as one person would.</summary>
internal sealed class PagePlayer(Uri server) : IDisposable
{
    private readonly OneConnection _http = new(server);
    private readonly PagePattern _pattern = new([]);

    public async Task PlayAsync(PageExample example)
    {
        var where = $"The example at line {example.Line}, {example.Request.Start}:";
        var (verb, path) = example.Request.Start.Split(' ') is [var first, var second, ..]
            ? (first, second)
            : throw new AssertionException($"{where} it begins with a verb and a path.");
        // The page names a host of its readers; the type goes with the body.
        var headers = example
            .Request.Headers.Where(header => header.Name.ToLowerInvariant() is not ("host" or "content-type"))
            .Select(header => (header.Name, _pattern.Fill(header.Value)));
        var body = example.Request.Body.Length == 0 ? null : Encoding.UTF8.GetBytes(_pattern.Fill(example.Request.Body));

        Task<Reply> Send() =>
            _http.SendAsync(verb, _pattern.Fill(path), body, example.Request.Header("Content-Type"), [.. headers]);

        var reply = await Send();
        // What is not ready yet is asked for again, as a reader of the page would.
        var limit = Deadline.Soon;
        while (reply.Status == 202 && !example.Response.Start.Contains(" 202 ") && !limit.IsCancellationRequested)
            reply = await Send();

        Compare(where, example.Response, reply);
    }

    public void Dispose() => _http.Dispose();

    private void Compare(string where, PageMessage printed, Reply reply)
    {
        Assert.That($"{reply.Status}", Is.EqualTo(printed.Start.Split(' ')[1]), $"{where}\n{reply.Body}");
        foreach (var (name, value) in printed.Headers)
        {
            Assert.That(reply.Header(name), Is.Not.Null, $"{where} there is no header {name}.");
            Assert.That(_pattern.Matches(value, reply.Header(name)!), $"{where} {name} is {reply.Header(name)}");
        }
        var isJson = reply.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true;
        var expected = isJson ? PagePattern.Dense(printed.Body) : printed.Body;
        var came = isJson ? PagePattern.Dense(reply.Body) : reply.Body.TrimEnd('\n');
        Assert.That(_pattern.Matches(expected, came), $"{where} it is\n{came}\nand not\n{expected}");
    }
}
