namespace MiniChat.Host.Storage.Moving;

/// <summary>Data cannot be moved. The sentence is all the user sees: it names what is wrong and what would be right.</summary>
/// <param name="sentence">What is wrong and what would be right; no secret in it.</param>
/// <param name="inner">The cause.</param>
internal sealed class MoveException(string sentence, Exception? inner = null) : Exception(sentence, inner);
