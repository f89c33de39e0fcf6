using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceModel;
using MiniChat.Stack.Json;

namespace MiniChat.Host.Storage.Sql;

/// <summary>Makes records of rows: the same columns in the same order, wherever a turn or an answer is read.</summary>
internal static class SqlRows
{
    /// <summary>The columns of an answer, of the table alias <c>a</c>.</summary>
    internal const string AnswerColumns =
        "a.id, a.chat_id, a.parent_id, a.state, a.text, a.model, a.finish_reason, a.prompt_tokens, a.completion_tokens, "
        + "a.error_code, a.error_message, a.created_at, a.node_id";

    internal const int AnswerColumnCount = 13;

    internal static StoredAnswer Answer(SqlRow row) =>
        new()
        {
            Id = row.Number(0),
            ChatId = row.NumberOrNull(1),
            TurnId = row.Number(2),
            State = State(row.Text(3)),
            Text = row.Text(4),
            Model = row.Text(5),
            FinishReason = row.TextOrNull(6),
            Usage = row.IsNull(7) ? null : new Usage { PromptTokens = (int)row.Number(7), CompletionTokens = (int)row.Number(8) },
            Error = row.IsNull(9) ? null : new AnswerError { ErrorCode = row.Text(9), Message = row.Text(10) },
            CreatedAt = row.Time(11),
            NodeId = row.TextOrNull(12),
        };

    /// <summary>A turn of a chat: the columns of an answer, then the role.</summary>
    internal static StoredChatTurn ChatTurn(SqlRow row)
    {
        var role = row.Text(AnswerColumnCount);
        return new StoredChatTurn(
            row.Number(0),
            row.NumberOrNull(2),
            role,
            row.Text(4),
            row.Time(11),
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
}
