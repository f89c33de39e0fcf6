using Microsoft.Data.Sqlite;
using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;
using MiniChat.Stack.Json;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>Makes records of rows: the same columns in the same order, wherever a turn or an answer is read.</summary>
internal static class SqliteRows
{
    /// <summary>The columns of an answer, of the table alias <c>a</c>.</summary>
    internal const string AnswerColumns =
        "a.id, a.chat_id, a.parent_id, a.state, a.text, a.model, a.finish_reason, a.prompt_tokens, a.completion_tokens, "
        + "a.error_code, a.error_message, a.created_at";

    internal const int AnswerColumnCount = 12;

    internal static StoredAnswer Answer(SqliteDataReader row) =>
        new()
        {
            Id = row.GetInt64(0),
            ChatId = Number(row, 1),
            TurnId = row.GetInt64(2),
            State = State(row.GetString(3)),
            Text = row.GetString(4),
            Model = row.GetString(5),
            FinishReason = Text(row, 6),
            Usage = row.IsDBNull(7) ? null : new Usage { PromptTokens = row.GetInt32(7), CompletionTokens = row.GetInt32(8) },
            Error = row.IsDBNull(9) ? null : new AnswerError { ErrorCode = row.GetString(9), Message = row.GetString(10) },
            CreatedAt = Time(row, 11),
        };

    /// <summary>A turn of a chat: the columns of an answer, then the role.</summary>
    internal static StoredChatTurn ChatTurn(SqliteDataReader row)
    {
        var role = row.GetString(AnswerColumnCount);
        return new StoredChatTurn(
            row.GetInt64(0),
            Number(row, 2),
            role,
            row.GetString(4),
            Time(row, 11),
            role == "assistant" ? Answer(row) : null
        );
    }

    internal static string StateName(AnswerState state) => EnumNames.Format(typeof(AnswerState), state);

    internal static AnswerState State(string name) =>
        name switch
        {
            "completed" => AnswerState.Completed,
            "running" => AnswerState.Running,
            "stopped" => AnswerState.Stopped,
            "failed" => AnswerState.Failed,
            _ => AnswerState.Interrupted,
        };

    internal static DateTimeOffset Time(SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    internal static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    internal static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
