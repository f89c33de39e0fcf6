namespace MiniChat.Host.Storage.Sql;

/// <summary>Works that give nothing.</summary>
public static class SqlEngines
{
    /// <inheritdoc cref="ISqlEngine.WriteAsync{T}"/>
    /// <param name="engine">The engine.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancel">A work that has not begun is dropped.</param>
    public static Task WriteAsync(this ISqlEngine engine, Func<SqlSession, ValueTask> work, CancellationToken cancel) =>
        engine.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancel
        );
}
