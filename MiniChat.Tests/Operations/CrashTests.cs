using System.Net;
using System.Text;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

[TestFixture]
internal sealed class CrashTests
{
    private const string Password = MiniChatServer.Password;

    private static async Task<MiniChatClient> SignInAsync(Uri address, bool isNew)
    {
        var client = new MiniChatClient(address);
        if (isNew)
            await client.SendAsync(new Register { UserName = "alice", Password = Password }, Deadline.Soon);
        await client.SignInAsync("alice", Password, Deadline.Soon);
        return client;
    }

    [Test]
    public async Task After_kill_9_in_mid_answer_the_question_is_there_and_a_reader_gets_the_rest_that_is_known()
    {
        using var folder = new TempFolder();
        var slow = new Dictionary<string, string> { ["MiniChat__Models__OfflineTokenMilliseconds"] = "30" };
        long id = 0;
        long heard = 0;
        var text = "";
        using (var server = await MiniChatProcess.StartAsync(folder, slow))
        {
            var client = await SignInAsync(server.Address, isNew: true);
            await foreach (var next in client.StreamAsync(new Question { Text = "tell me" }, cancel: Deadline.Soon))
            {
                if (next.Data is AnswerStarted started)
                    id = started.AnswerId;
                if (next.Data is AnswerDelta delta)
                    (heard, text) = (next.Seq, text + delta.Text);
                // Long enough for several checkpoints, and far from the end.
                if (heard > 120)
                    break;
            }
            await server.KillAsync();
        }

        using var again = await MiniChatProcess.StartAsync(folder, slow);
        var same = await SignInAsync(again.Address, isNew: false);
        var question = (await same.SendAsync(new FindQuestions(), Deadline.Soon)).Results.Single();
        using var http = new HttpClient { BaseAddress = again.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", same.BearerToken);
        http.DefaultRequestHeaders.Add("Last-Event-ID", "5");
        var events = Wire.Events(await http.GetStringAsync($"/answers/{id}/events", Deadline.Soon));

        Assert.That((question.AnswerId, question.Text, question.State), Is.EqualTo((id, "tell me", AnswerState.Interrupted)));
        Assert.That(question.Answer, Is.Not.Empty);
        Assert.That(text.StartsWith(question.Answer) || question.Answer.StartsWith(text), "one is the beginning of the other");
        Assert.That(Wire.Text(events), Is.EqualTo(question.Answer[5..]));
        Assert.That(events[^1].Name, Is.EqualTo("interrupted"));
        Assert.That((int)events[^1].Data["length"]!, Is.EqualTo(Encoding.UTF8.GetByteCount(question.Answer)));
    }

    [Test]
    public async Task Nothing_that_was_acknowledged_is_lost_or_doubled_by_kill_9_under_load()
    {
        using var folder = new TempFolder();
        var quick = new Dictionary<string, string> { ["MiniChat__Models__OfflineTokenMilliseconds"] = "0" };
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(long Id, string Text)>();
        using (var server = await MiniChatProcess.StartAsync(folder, quick))
        {
            var client = await SignInAsync(server.Address, isNew: true);
            var enough = new TaskCompletionSource();
            var askers = Enumerable
                .Range(0, 8)
                .Select(worker => AskUntilGoneAsync(client, worker, acknowledged, enough))
                .ToList();
            await enough.Task.WaitAsync(Deadline.Longest);
            await server.KillAsync();
            await Task.WhenAll(askers);
        }

        using var again = await MiniChatProcess.StartAsync(folder, quick);
        var same = await SignInAsync(again.Address, isNew: false);
        var found = new Dictionary<long, QuestionItem>();
        for (string? after = null; ; )
        {
            var page = await same.SendAsync(new FindQuestions { Take = 100, After = after }, Deadline.Soon);
            foreach (var item in page.Results)
                found.Add(item.AnswerId, item);
            if ((after = page.Next) is null)
                break;
        }

        Assert.That(acknowledged, Is.Not.Empty);
        foreach (var (id, text) in acknowledged)
            Assert.That((found[id].Text, found[id].State), Is.EqualTo((text, AnswerState.Completed)));
        Assert.That(found.Values.Select(item => item.Text).Distinct().Count(), Is.EqualTo(found.Count));
        Assert.That(found.Values.Select(item => item.State), Is.All.Not.EqualTo(AnswerState.Running));
    }

    [Test]
    public async Task On_sigterm_running_answers_finish_new_ones_are_refused_and_the_exit_is_clean()
    {
        using var folder = new TempFolder();
        using var server = await MiniChatProcess.StartAsync(
            folder,
            new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = "10" }
        );
        var client = await SignInAsync(server.Address, isNew: true);
        var events = client.StreamAsync(new Question { Text = "finish me" }, cancel: Deadline.Soon).GetAsyncEnumerator();
        await events.MoveNextAsync();

        server.Terminate();
        var refused = await RefusalAsync(client);
        var last = events.Current;
        while (await events.MoveNextAsync())
            last = events.Current;

        Assert.That(last.Event, Is.EqualTo("completed"));
        Assert.That(await server.WaitForExitAsync(), Is.Zero);
        Assert.That((refused.StatusCode, refused.ErrorCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "ServerStopping")));
    }

    /// <summary>Asks until the refusal comes: the signal takes a moment to arrive.</summary>
    private static async Task<MiniChatException> RefusalAsync(MiniChatClient client)
    {
        while (true)
        {
            try
            {
                await client.SendAsync(new Question { Text = "new", Stream = true }, Deadline.Soon);
            }
            catch (MiniChatException e)
            {
                return e;
            }
        }
    }

    private static async Task AskUntilGoneAsync(
        MiniChatClient client,
        int worker,
        System.Collections.Concurrent.ConcurrentBag<(long, string)> acknowledged,
        TaskCompletionSource enough
    )
    {
        for (var i = 0; ; i++)
        {
            try
            {
                var text = $"question {worker}-{i}";
                var answer = await client.SendAsync(new Question { Text = text }, Deadline.Soon);
                acknowledged.Add((answer.AnswerId, text));
            }
            catch (Exception e) when (e is HttpRequestException or IOException or MiniChatException)
            {
                return;
            }
            if (acknowledged.Count > 200)
                enough.TrySetResult();
        }
    }
}
