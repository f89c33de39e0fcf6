using System.Net;
using System.Net.Http.Json;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Nodes;

/// <summary>Who may come in, and how often, is the same at every process.</summary>
[TestFixture]
internal sealed class AccountsOfAllNodesTests : ClusterFixture
{
    protected override Dictionary<string, string> Settings =>
        new() { ["MiniChat__Limits__PromptsPerMinute"] = "10", ["MiniChat__Limits__PromptsPerSecond"] = "0" };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path = "/questions")
    {
        using var response = await http.GetAsync(path, Cancel);
        return response.StatusCode;
    }

    [Test]
    public async Task A_session_that_ends_at_one_is_refused_at_all()
    {
        var clients = await SignUpAsync();
        using var http = HttpOf(2, clients[2].BearerToken);
        Assert.That(await StatusAsync(http), Is.EqualTo(HttpStatusCode.OK));

        await clients[1].SignOutAsync(Cancel);

        await Eventually.TrueAsync(async () => await StatusAsync(http) == HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_key_that_is_deleted_at_one_is_refused_at_all()
    {
        var clients = await SignUpAsync();
        var key = await clients[0].SendAsync(new CreateApiKey { Name = "bot" }, Cancel);
        using var http = HttpOf(1, key.Key);
        Assert.That(await StatusAsync(http), Is.EqualTo(HttpStatusCode.OK));

        await clients[2].SendAsync(new DeleteApiKey { Id = key.Id }, Cancel);

        await Eventually.TrueAsync(async () => await StatusAsync(http) == HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Of_thirty_prompts_at_all_of_them_as_many_pass_as_the_limit_allows()
    {
        var clients = await SignUpAsync();
        var https = Enumerable.Range(0, 3).Select(index => HttpOf(index, clients[index].BearerToken)).ToArray();

        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(async n =>
                {
                    using var response = await https[n % 3].PostAsJsonAsync("/prompts", new { text = $"Prompt {n}" }, Cancel);
                    return response.StatusCode;
                })
        );

        Assert.That(statuses.Count(status => status == HttpStatusCode.OK), Is.EqualTo(10));
        Assert.That(statuses.Count(status => status == HttpStatusCode.TooManyRequests), Is.EqualTo(20));
        Array.ForEach(https, http => http.Dispose());
    }

    [Test]
    public async Task A_prompt_that_is_answered_at_one_is_pushed_at_another()
    {
        var clients = await SignUpAsync();
        using var socket = await SocketClient.OpenAsync(Cluster[2].Address, $"/ws/prompts/?token={clients[2].BearerToken}");
        using var http = HttpOf(0, clients[0].BearerToken);

        using var response = await http.PostAsJsonAsync("/api/prompts/", new { prompt = "Push me", websocket = true }, Cancel);

        Assert.That((await socket.NextAsync()).ToJsonString(), Does.Contain("Push me"));
    }

    [Test]
    public async Task A_question_that_was_asked_at_one_is_found_as_similar_at_another()
    {
        var clients = await SignUpAsync();
        // So that the other has read the account's vectors before.
        await clients[1].SendAsync(new FindSimilarPrompts { Text = "anything at all", Among = SimilarAmong.All }, Cancel);
        await clients[0].SendAsync(new Question { Text = "How do I grow tomatoes on a balcony?" }, Cancel);

        var found = await clients[1]
            .SendAsync(new FindSimilarPrompts { Text = "growing tomatoes on my balcony", Among = SimilarAmong.All }, Cancel);

        Assert.That(found.Results.Select(one => one.Text), Does.Contain("How do I grow tomatoes on a balcony?"));
    }

    [Test]
    public async Task Questions_that_are_imported_at_any_of_them_get_their_vectors_soon()
    {
        var clients = await SignUpAsync();
        var account = (await clients[0].SendAsync(new GetProfile(), Cancel)).UserId;
        for (var index = 0; index < clients.Length; index++)
        {
            var chat = new PortableChat
            {
                CreatedDate = new DateTime(2026, 1, 2, 3, index, 0, DateTimeKind.Utc),
                Turns =
                [
                    new()
                    {
                        Id = 1,
                        Role = "user",
                        Text = "What is a tree?",
                    },
                    new()
                    {
                        Id = 2,
                        ParentId = 1,
                        Role = "assistant",
                        Text = "A plant.",
                    },
                ],
            };
            await clients[index].SendAsync(new ImportChats { Chats = [chat] }, Cancel);

            await Eventually.TrueAsync(async () => await VectorsAsync() == index + 1);
        }

        Task<long> VectorsAsync() =>
            Cluster.Database.ScalarAsync<long>($"SELECT count(*) FROM embeddings WHERE account_id = {account}");
    }

    [Test]
    public async Task The_questions_of_an_interview_are_made_by_one_of_them()
    {
        var clients = await SignUpAsync();
        Upstream.Reply(InterviewText.Of(5));
        var before = Upstream.Calls;

        await clients[1].DescribeAsync("I bake bread and cakes.");
        await clients[2].UntilAsync(InterviewState.Ready);

        Assert.That(Upstream.Calls - before, Is.EqualTo(1));
        Upstream.Reply(FakeUpstream.UsualReply);
    }
}
