namespace MiniChat.Host.ApiDocuments;

/// <summary>Examples and errors of the messages, in the order in which the document tells of them.</summary>
internal static class MessageNotes
{
    private static readonly Dictionary<Type, MessageNote> All = AccountNotes
        .All.Concat(AskNotes.All)
        .Concat(ChatNotes.All)
        .Concat(SearchNotes.All)
        .Concat(ShareNotes.All)
        .Concat(InterviewNotes.All)
        .Concat(EventNotes.All)
        .ToDictionary(note => note.Sent.GetType());

    private static readonly List<Type> Order = [.. All.Keys];

    /// <summary>What there is to tell; of a message without a note, an empty one of it.</summary>
    internal static MessageNote Of(Type message) =>
        All.GetValueOrDefault(message) ?? new MessageNote(Activator.CreateInstance(message)!);

    /// <summary>Whether somebody wrote one.</summary>
    internal static bool Has(Type message) => All.ContainsKey(message);

    /// <summary>The place in the order; those without a note are last.</summary>
    internal static int PlaceOf(Type message) => Order.IndexOf(message) is >= 0 and var place ? place : int.MaxValue;
}
