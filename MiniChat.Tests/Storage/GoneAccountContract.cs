using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.ApiKeys;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Shares;
using MiniChat.ServiceInterface.SignIns;
using MiniChat.ServiceInterface.Transfers;
using MiniChat.Stack;

namespace MiniChat.Tests.Storage;

/// <summary>
/// What every engine promises of what is to be kept for an account that was deleted in this very moment: it is refused in the same
/// words, wherever it comes.
/// </summary>
internal abstract class GoneAccountContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private long _gone;

    protected ISqlEngine Engine { get; set; } = null!;
    protected IAnswerStore Answers { get; set; } = null!;

    /// <summary>Makes an account and gives its number.</summary>
    protected abstract Task<long> NewAccountAsync();

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    private static StoredChat ChatOf(long account) =>
        new()
        {
            AccountId = account,
            CreatedAt = Now,
            ModifiedAt = Now,
        };

    [SetUp]
    public async Task MakeAndDelete()
    {
        _gone = await NewAccountAsync();
        await new SqlAccountStore(Engine).DeleteAsync(_gone, Cancel);
    }

    [Test]
    public Task A_chat_is_refused() => RefusesAsync(() => new SqlChatStore(Engine).CreateAsync(ChatOf(_gone), Cancel));

    [Test]
    public Task An_import_is_refused() =>
        RefusesAsync(() => new SqlTransferStore(Engine).AddAsync(_gone, [new NewChat(ChatOf(_gone), [])], Cancel));

    [Test]
    public Task An_ask_is_refused() =>
        RefusesAsync(() =>
            Answers.AskAsync(
                new NewAsk
                {
                    AccountId = _gone,
                    Text = "text",
                    Model = "m",
                    At = Now,
                },
                Cancel
            )
        );

    [Test]
    public Task An_API_key_is_refused() =>
        RefusesAsync(() =>
            new SqlApiKeyStore(Engine).CreateAsync(
                new ApiKey
                {
                    AccountId = _gone,
                    Name = "mine",
                    Prefix = "mc",
                    Scopes = ["chat"],
                    CreatedAt = Now,
                },
                "hash",
                10,
                Cancel
            )
        );

    [Test]
    public Task A_session_is_refused() =>
        RefusesAsync(() =>
            new SqlSessionStore(Engine).CreateAsync(
                new Session
                {
                    Id = "s",
                    AccountId = _gone,
                    CreatedAt = Now,
                    ExpiresAt = Now.AddDays(1),
                },
                "r",
                Cancel
            )
        );

    [Test]
    public Task A_skill_description_is_refused() =>
        RefusesAsync(() => new SqlInterviewStore(Engine).DescribeAsync(new NewDescription(_gone, "text", null, Now), Cancel));

    [Test]
    public async Task A_code_and_the_session_of_a_sign_in_are_refused()
    {
        var signIns = new SqlCodeSignInStore(Engine);
        var signIn = new CodeSignIn
        {
            StateHash = "state",
            BrowserHash = "browser",
            Provider = "",
            CreatedAt = Now,
            ExpiresAt = Now.AddMinutes(10),
        };
        await signIns.CreateAsync(signIn, 10, Cancel);

        await RefusesAsync(() => signIns.GiveCodeAsync("state", new GivenCode(_gone, "code", Now.AddMinutes(1)), Now, Cancel));
        await RefusesAsync(() => signIns.KeepSessionAsync("state", _gone, "s", Cancel));
    }

    [Test]
    public async Task A_chat_that_went_with_it_is_not_there_to_be_shared()
    {
        var share = new StoredShare
        {
            ChatId = 1,
            AccountId = _gone,
            Token = "t",
            TurnId = 1,
            CreatedAt = Now,
        };

        Assert.That(await new SqlShareStore(Engine).KeepAsync(share, Cancel), Is.Null);
    }

    [Test]
    public async Task Whatever_is_kept_while_an_account_is_deleted_is_kept_or_refused_and_goes_with_it()
    {
        var chats = new SqlChatStore(Engine);
        for (var round = 0; round < 20; round++)
        {
            var account = await NewAccountAsync();
            var keeping = Enumerable.Range(0, 4).Select(_ => OutcomeAsync(() => chats.CreateAsync(ChatOf(account), Cancel)));

            var outcomes = Task.WhenAll(keeping);
            await new SqlAccountStore(Engine).DeleteAsync(account, Cancel);

            foreach (var refusal in (await outcomes).OfType<Exception>())
                Assert.That((refusal as ServiceException)?.Kind, Is.EqualTo(ErrorKind.Unauthorized), refusal.ToString());
            Assert.That(await chats.FindManyAsync(account, null, ServiceInterface.TimePlace.Newest, 10, Cancel), Is.Empty);
        }
    }

    private static async Task RefusesAsync(Func<Task> keep)
    {
        var refusal = await OutcomeAsync(keep);

        Assert.That(refusal, Is.InstanceOf<ServiceException>());
        Assert.That(((ServiceException)refusal!).Kind, Is.EqualTo(ErrorKind.Unauthorized));
        Assert.That(refusal.Message, Is.EqualTo("The account is not there any more. Sign in with another one."));
    }

    private static async Task<Exception?> OutcomeAsync(Func<Task> keep)
    {
        try
        {
            await keep();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
