using MiniChat.Host.Storage.Sql;
using MiniChat.Host.Storage.Sqlite;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class SqliteVectorStoreTests : VectorStoreContract
{
    private TestDatabase _store = null!;

    [SetUp]
    public void Open()
    {
        _store = new TestDatabase();
        Vectors = new SqlVectorStore(_store.Engine);
        Answers = new SqliteAnswerStore(_store.Engine);
        Chats = new SqlChatStore(_store.Engine);
    }

    [TearDown]
    public void Close() => _store.Dispose();

    protected override Task<long> NewAccountAsync() => _store.NewAccountAsync();

    protected override Task DeleteAccountAsync(long accountId) =>
        _store.Writer.WriteAsync(
            session => session.Prepare("DELETE FROM accounts WHERE id = @id").Bind("@id", accountId).Execute(),
            TestContext.CurrentContext.CancellationToken
        );
}
