using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniChat.Host.Storage.Sqlite;

namespace MiniChat.Tests.Support;

/// <summary>Looks into a server's database, for what no message tells.</summary>
internal static class DatabaseRows
{
    /// <summary>The first column of all rows.</summary>
    public static Task<List<string>> ReadAsync(MiniChatServer server, string sql) =>
        server
            .Services.GetRequiredService<SqliteReaders>()
            .ReadAsync(session => session.Connection.Query<string>(sql).AsList(), Deadline.Soon);
}
