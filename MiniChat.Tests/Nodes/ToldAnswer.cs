using MiniChat.ServiceModel;

namespace MiniChat.Tests.Nodes;

/// <summary>What a client was told of an answer, to its end.</summary>
/// <param name="AnswerId">The answer's number.</param>
/// <param name="State">How it ended.</param>
/// <param name="Text">The text; null where an error told only the number.</param>
/// <param name="Question">What was asked; null for who only listened.</param>
internal sealed record ToldAnswer(long AnswerId, AnswerState State, string? Text, string? Question);

/// <summary>An answer as it is stored.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">How it ended.</param>
/// <param name="Text">The text.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Entries">Its entries in the ledger.</param>
internal sealed record KeptAnswer(long Id, AnswerState State, string Text, string Question, int Entries);
