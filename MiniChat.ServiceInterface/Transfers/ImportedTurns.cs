using MiniChat.ServiceInterface.Searches;
using MiniChat.ServiceModel;

namespace MiniChat.ServiceInterface.Transfers;

/// <summary>Reads the turns of one chat as the tree that they are.</summary>
/// <param name="accountId">Whose they will be.</param>
/// <param name="model">The chat's model, for answers that name none.</param>
/// <param name="begun">When the chat was begun, for turns that tell no time.</param>
/// <param name="rules">Takes what is wrong.</param>
/// <param name="date">Reads a date of a field.</param>
internal sealed class ImportedTurns(
    long accountId,
    string? model,
    DateTimeOffset begun,
    ImportRules rules,
    Func<DateTime?, string, DateTimeOffset?> date
)
{
    private const string User = "user";
    private const string Assistant = "assistant";
    private const string UnknownModel = "unknown";

    /// <summary>Reads them.</summary>
    /// <param name="turns">The turns, in any order.</param>
    /// <param name="at">The chat's place.</param>
    /// <returns>The turns, none before its parent, else in the order of their numbers.</returns>
    public List<NewTurn> Read(List<PortableTurn>? turns, string at)
    {
        var places = new Dictionary<long, int>();
        var sound = new List<PortableTurn>();
        for (var i = 0; i < turns?.Count; i++)
        {
            if (turns[i] is not { } turn)
                rules.Break($"{at}.Turns[{i}]", "NotNull", "A turn must not be null.");
            else if (!places.TryAdd(turn.Id, i))
                rules.Break($"{at}.Turns[{i}].Id", "Turns", $"Another turn of the chat has the number {turn.Id}.");
            else
                sound.Add(turn);
        }
        foreach (var turn in sound)
            Check(turn, turns!, places, $"{at}.Turns[{places[turn.Id]}]");
        return InOrder(sound, places, at);
    }

    private void Check(PortableTurn turn, List<PortableTurn> turns, Dictionary<long, int> places, string at)
    {
        if (turn.Role is not (User or Assistant))
            rules.Break($"{at}.Role", "Role", "'Role' can be 'user' or 'assistant'.");
        var most = turn.Role == Assistant ? Limits.AnswerLength : Limits.TextLength;
        if (turn.Text is null)
            rules.Break($"{at}.Text", "NotNull", "'Text' must not be null.");
        else if (turn.Text.Length > most)
            rules.Break($"{at}.Text", "MaximumLength", $"'Text' must have at most {most} characters.");
        if (turn.ParentId is not { } parent)
        {
            if (turn.Role == Assistant)
                rules.Break($"{at}.ParentId", "Turns", "An assistant's turn must follow a user's.");
            return;
        }
        if (!places.TryGetValue(parent, out var place))
            rules.Break($"{at}.ParentId", "Turns", $"There is no turn {parent} in the chat.");
        else if (turn.Role == Assistant && turns[place].Role != User)
            rules.Break($"{at}.ParentId", "Turns", "An assistant's turn must follow a user's.");
    }

    private List<NewTurn> InOrder(List<PortableTurn> turns, Dictionary<long, int> places, string at)
    {
        var read = new List<NewTurn>();
        var done = new Dictionary<long, int>();
        var children = turns.Where(turn => turn.ParentId is not null).ToLookup(turn => turn.ParentId!.Value);
        var ready = new PriorityQueue<PortableTurn, long>(
            turns.Where(turn => turn.ParentId is null).Select(turn => (turn, turn.Id))
        );
        while (ready.TryDequeue(out var turn, out _))
        {
            done[turn.Id] = read.Count;
            read.Add(Read(turn, turn.ParentId is { } parent ? done[parent] : null, $"{at}.Turns[{places[turn.Id]}]"));
            foreach (var child in children[turn.Id])
                ready.Enqueue(child, child.Id);
        }
        // What no first turn leads to, though its parent is there, goes round in a circle.
        if (turns.FirstOrDefault(turn => !done.ContainsKey(turn.Id) && places.ContainsKey(turn.ParentId!.Value)) is { } lost)
            rules.Break(
                $"{at}.Turns[{places[lost.Id]}].ParentId",
                "Turns",
                "The turns before must lead to a first one, without a circle."
            );
        return read;
    }

    private NewTurn Read(PortableTurn turn, int? parent, string at)
    {
        var isAnswer = turn.Role == Assistant;
        var text = turn.Text ?? "";
        return new NewTurn
        {
            Parent = parent,
            Role = turn.Role,
            Text = text,
            Words = SearchWords.Of(accountId, text),
            State = isAnswer ? StateOf(turn.State) : null,
            Model = isAnswer ? turn.Model ?? model ?? UnknownModel : null,
            FinishReason = isAnswer ? turn.FinishReason : null,
            Usage = isAnswer ? turn.Usage : null,
            CreatedAt = date(turn.CreatedDate, $"{at}.CreatedDate") ?? begun,
        };
    }

    // Nobody makes it here.
    private static AnswerState StateOf(AnswerState? state) =>
        state switch
        {
            null => AnswerState.Completed,
            AnswerState.Running => AnswerState.Interrupted,
            { } ended => ended,
        };
}
