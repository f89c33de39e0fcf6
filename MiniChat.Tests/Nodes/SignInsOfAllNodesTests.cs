using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MiniChat.Tests.SignIns;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Signing in is one thing, whichever processes have a part in it.</summary>
[TestFixture]
internal sealed class SignInsOfAllNodesTests : ClusterFixture
{
    private HttpClient[] _http = null!;
    private CodeFlow[] _flows = null!;

    [OneTimeSetUp]
    public async Task Register()
    {
        _http = [.. Enumerable.Range(0, 3).Select(index => new HttpClient { BaseAddress = Cluster[index].Address })];
        _flows =
        [
            await CodeFlow.StartAsync(Cluster[0].Address),
            new CodeFlow(Cluster[1].Address),
            new CodeFlow(Cluster[2].Address),
        ];
    }

    [OneTimeTearDown]
    public void Leave()
    {
        Array.ForEach(_http ?? [], http => http.Dispose());
        Array.ForEach(_flows ?? [], flow => flow.Dispose());
    }

    [Test]
    public async Task Of_thirty_wrong_passwords_at_all_of_them_at_once_ten_are_tried()
    {
        await _http[0].PostAsJsonAsync("/register", new { userName = "guessed", password = MiniChatServer.Password }, Cancel);

        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => SignInAsync(_http[n % 3], $"wrong password {n}")));
        var right = await SignInAsync(_http[1], MiniChatServer.Password);

        Assert.That(replies.Count(status => status == HttpStatusCode.Unauthorized), Is.EqualTo(10));
        Assert.That(replies.Count(status => status == HttpStatusCode.TooManyRequests), Is.EqualTo(20));
        Assert.That(right, Is.EqualTo(HttpStatusCode.TooManyRequests), "not even with the right password");
    }

    private static async Task<HttpStatusCode> SignInAsync(HttpClient http, string password)
    {
        using var response = await http.PostAsJsonAsync(
            "/api/Authenticate",
            new
            {
                provider = "credentials",
                userName = "guessed",
                password,
            },
            Cancel
        );
        return response.StatusCode;
    }

    [Test]
    public async Task A_sign_in_by_code_is_begun_done_and_finished_at_different_ones()
    {
        var begun = await _flows[0].BeginAsync();
        var code = await _flows[1].CodeAsync(begun.State);

        var token = await _flows[2].TokenAsync(code, begun.State);

        foreach (var flow in _flows)
            Assert.That(await flow.IsGoodAsync(token), Is.True);
    }

    [Test]
    public async Task A_code_that_is_used_at_all_of_them_at_once_lets_nobody_in_for_long()
    {
        var begun = await _flows[0].BeginAsync();
        var code = await _flows[1].CodeAsync(begun.State);

        var replies = await Task.WhenAll(_flows.Select(flow => flow.FinishAsync(code, begun.State)));

        var winners = replies.Where(reply => reply.Status == 200).ToList();
        Assert.That(winners, Has.Count.LessThanOrEqualTo(1));
        Assert.That(replies.Except(winners).Select(reply => reply.Status), Is.All.EqualTo(400));
        // What came twice was seen by somebody else: the session of the first use is ended, at all of them.
        foreach (var token in winners.Select(winner => (string)winner.Json["token"]!))
        {
            foreach (var flow in _flows)
                await Eventually.TrueAsync(async () => !await flow.IsGoodAsync(token));
        }
    }

    [Test]
    public async Task A_refresh_token_that_is_used_at_two_at_once_has_one_successor_which_is_dead_everywhere()
    {
        await _http[0].PostAsJsonAsync("/register", new { userName = "rotating", password = MiniChatServer.Password }, Cancel);
        var first = await PostAsync(
            _http[2],
            "/api/auth/login/",
            new { username = "rotating", password = MiniChatServer.Password }
        );

        var replies = await Task.WhenAll(RefreshAsync(0, first), RefreshAsync(1, first));

        Assert.That(
            replies.Select(reply => reply.Status),
            Is.EquivalentTo(new[] { HttpStatusCode.OK, HttpStatusCode.Unauthorized })
        );
        var successor = replies.Single(reply => reply.Status == HttpStatusCode.OK);
        foreach (var index in new[] { 2, 1, 0 })
            Assert.That((await RefreshAsync(index, successor)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private Task<(HttpStatusCode Status, JsonNode Json)> RefreshAsync(int index, (HttpStatusCode, JsonNode Json) last) =>
        PostAsync(_http[index], "/api/auth/refresh/", new { refresh = (string)last.Json["refresh"]! });

    private static async Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }
}
