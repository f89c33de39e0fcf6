using Microsoft.Extensions.DependencyInjection;
using MiniChat.Client;
using MiniChat.ServiceInterface.Usages;
using MiniChat.ServiceModel;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Operations;

/// <summary>Every call of a model is in the ledger once, however the server ended.</summary>
[TestFixture]
internal sealed class UsageOverRestartsTests
{
    private static Dictionary<string, string> Pace(int milliseconds) =>
        new() { ["MiniChat__Models__OfflineTokenMilliseconds"] = milliseconds.ToString() };

    [Test]
    public async Task An_answer_of_a_key_counts_once_over_kill_9_and_restarts_and_the_key_still_works()
    {
        using var folder = new TempFolder();
        CreateApiKeyResponse key;
        using (var server = await MiniChatProcess.StartAsync(folder, Pace(0)))
        {
            using var person = new MiniChatClient(server.Address);
            await person.RegisterAsync(
                new()
                {
                    UserName = "alice",
                    Password = MiniChatServer.Password,
                    AutoLogin = true,
                },
                Deadline.Soon
            );
            key = await person.SendAsync(new CreateApiKey { Name = "program" }, Deadline.Soon);
            using var program = new MiniChatClient(server.Address) { BearerToken = key.Key };
            await program.SendAsync(new Question { Text = "whole" }, Deadline.Soon);
            server.Terminate();
            Assert.That(await server.WaitForExitAsync(), Is.Zero);
        }
        using (var server = await MiniChatProcess.StartAsync(folder, Pace(30)))
        {
            using var program = new MiniChatClient(server.Address) { BearerToken = key.Key };
            await foreach (var next in program.StreamAsync(new Question { Text = "cut" }, cancel: Deadline.Soon))
            {
                if (next.Seq > 60)
                    break;
            }
            await server.KillAsync();
        }
        for (var restart = 0; restart < 2; restart++)
        {
            using var server = await MiniChatProcess.StartAsync(folder, Pace(0));
            using var program = new MiniChatClient(server.Address) { BearerToken = key.Key };

            var usage = (await program.SendAsync(new FindUsage { KeyId = key.Id }, Deadline.Soon)).Totals;

            Assert.That((usage.Calls, usage.Failed, usage.Estimated), Is.EqualTo((2, 1, 1)));
            Assert.That(usage.PromptTokens, Is.Positive);
            await server.KillAsync();
        }
    }

    [Test]
    public async Task What_other_doors_entered_before_the_end_is_kept()
    {
        using var folder = new TempFolder();
        await using (var server = MiniChatServer.Start(folder: folder))
        {
            using var client = await server.SignUpAsync();
            var ledger = server.Services.GetRequiredService<IUsageLedger>();
            for (var i = 0; i < 3000; i++)
                ledger.Add(
                    new UsageEntry
                    {
                        AccountId = 1,
                        Model = "m",
                        Door = "/v1/chat/completions",
                        State = AnswerState.Completed,
                        Status = 200,
                        PromptTokens = 2,
                        At = DateTimeOffset.UnixEpoch,
                    }
                );
        }

        await using var again = MiniChatServer.Start(folder: folder);
        using var same = new MiniChatClient(again.Address);
        await same.SignInAsync("person1", MiniChatServer.Password, Deadline.Soon);
        var asked = new FindUsage { From = DateTime.UnixEpoch, To = DateTime.UnixEpoch.AddDays(1) };
        var usage = (await same.SendAsync(asked, Deadline.Soon)).Totals;

        Assert.That((usage.Calls, usage.PromptTokens), Is.EqualTo((3000, 6000)));
    }
}
