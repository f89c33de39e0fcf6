using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Keeps how an answer ended, inside a transaction.</summary>
internal static class SqlEnd
{
    private const string KeepEnd = """
        UPDATE turns SET state = @state, text = @text, finish_reason = @reason, prompt_tokens = @prompt,
            completion_tokens = @completion, error_code = @code, error_message = @message, context = @context,
            first_text_after = @first, ended_at = @at
        WHERE id = @id AND state = 'running'
        """;

    internal static async ValueTask<bool> KeepAsync(SqlSession session, EndedAnswer ended)
    {
        // Also for a chat that was deleted meanwhile: what was used is used.
        if (ended.Entry is { } entry)
            await SqlUsageEntries.KeepAsync(session, entry, ended.AnswerId);
        var isKept =
            await session
                .Prepare(KeepEnd)
                .Bind("@id", ended.AnswerId)
                .Bind("@state", SqlRows.StateName(ended.State))
                .Bind("@text", ended.Text)
                .Bind("@reason", ended.FinishReason)
                .Bind("@prompt", ended.Usage?.PromptTokens)
                .Bind("@completion", ended.Usage?.CompletionTokens)
                .Bind("@code", ended.Error?.ErrorCode)
                .Bind("@message", ended.Error?.Message)
                .Bind("@context", ended.Context)
                .Bind("@first", ended.FirstTextAfter)
                .Bind("@at", ended.At)
                .ExecuteAsync() == 1;
        if (isKept)
            await SqlWords.KeepAsync(session, ended.AnswerId, ended.Words);
        return isKept;
    }
}
