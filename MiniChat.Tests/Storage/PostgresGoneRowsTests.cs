using MiniChat.Host.Storage.Sql;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Similarity;
using MiniChat.Stack;
using MiniChat.Tests.Support;
using Npgsql;

namespace MiniChat.Tests.Storage;

/// <summary>What is kept for something whose deletion is under way, and committed a moment later.</summary>
[TestFixture]
internal sealed class PostgresGoneRowsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private TestPostgres _store = null!;
    private long _account;

    private static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Connect() => _store = await TestPostgres.CreateAsync();

    [OneTimeTearDown]
    public async Task Disconnect() => await _store.DisposeAsync();

    [SetUp]
    public async Task Open()
    {
        _store.Clear();
        _account = await _store.NewAccountAsync();
    }

    [Test]
    public async Task A_chat_of_an_account_that_is_being_deleted_is_refused_in_words()
    {
        var chat = new StoredChat
        {
            AccountId = _account,
            CreatedAt = Now,
            ModifiedAt = Now,
        };

        var keeping = await WhileAsync(
            $"DELETE FROM accounts WHERE id = {_account}",
            () => new SqlChatStore(_store.Engine).CreateAsync(chat, Cancel)
        );

        var refusal = await Assert.ThrowsAsync<ServiceException>(() => keeping);
        Assert.That(refusal!.Kind, Is.EqualTo(ErrorKind.Unauthorized));
    }

    [Test]
    public async Task A_vector_of_an_answer_that_is_being_deleted_is_passed_over_and_the_others_are_kept()
    {
        var vectors = new SqlVectorStore(_store.Engine);
        var ask = new NewAsk
        {
            AccountId = _account,
            Text = "text",
            Model = "m",
            At = Now,
        };
        var goes = await _store.Answers.AskAsync(ask, Cancel);
        var stays = await _store.Answers.AskAsync(ask, Cancel);
        var missing = await vectors.FindMissingAsync("e", 0, 10, Cancel);

        var keeping = await WhileAsync(
            $"DELETE FROM turns WHERE id = {goes.AnswerId}",
            () => vectors.KeepAsync("e", [.. missing.Select(one => NewVector.Of(one, [1, 0]))], null, Cancel)
        );
        await keeping;

        var kept = await vectors.LoadAsync(new VectorSet(_account, "e", PromptsAlone: false), 0, 10, Cancel);
        Assert.That(kept.Select(one => one.AnswerId), Is.EqualTo(new[] { stays.AnswerId }));
    }

    /// <summary>Begins what is to be kept within the deletion, and commits that when the store waits for it.</summary>
    private async Task<Task> WhileAsync(string deletion, Func<Task> keep)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var delete = new NpgsqlCommand(deletion, connection);
        await delete.ExecuteNonQueryAsync(Cancel);
        // Outside of the transaction, which would see the same again and again.
        await using var other = await OpenAsync();
        await using var waiting = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')",
            other
        );
        var keeping = keep();
        await Eventually.TrueAsync(async () => keeping.IsCompleted || (bool)(await waiting.ExecuteScalarAsync(Cancel))!);
        Assert.That(keeping.IsCompleted, Is.False);
        await transaction.CommitAsync(Cancel);
        return keeping;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_store.ConnectionString);
        await connection.OpenAsync(Cancel);
        return connection;
    }
}
