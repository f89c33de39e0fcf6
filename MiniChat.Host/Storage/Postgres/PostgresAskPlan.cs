using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Answers;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>What the store holds of the accounts, keys and chats of a batch of asks; nobody else changes it meanwhile.</summary>
internal sealed class PostgresAskFindings
{
    /// <summary>The accounts that are there.</summary>
    public HashSet<long> Accounts { get; } = [];

    /// <summary>What keys stand for.</summary>
    public Dictionary<(long Account, string Key), KeptKey> Keys { get; } = [];

    /// <summary>How many answers of an account are running.</summary>
    public Dictionary<long, long> Running { get; } = [];

    /// <summary>Chats, by their numbers.</summary>
    public Dictionary<long, FoundChat> Chats { get; } = [];

    /// <summary>Numbers for new turns, ascending.</summary>
    public Queue<long> Ids { get; } = [];
}

/// <summary>What a key stands for.</summary>
internal sealed record KeptKey(byte[] Fingerprint, long AnswerId, long TurnId, string State);

/// <summary>A chat, and its newest turn.</summary>
internal sealed record FoundChat(long AccountId, long? Newest);

/// <summary>A turn to be kept: the caller's, or an answer.</summary>
internal sealed record NewTurn(long Id, NewAsk Ask, long? ParentId, bool IsAnswer);

/// <summary>A key to be kept.</summary>
internal sealed record NewKey(NewAsk Ask, long AnswerId);

/// <summary>What becomes of each ask of a batch, one after the other, as if each had a transaction of its own.</summary>
internal sealed class PostgresAskPlan
{
    private readonly PostgresAskFindings _found;
    private readonly Dictionary<(long, string), NewKey> _keys = [];
    private readonly Dictionary<long, NewChatState> _chats = [];

    /// <summary>Decides of all.</summary>
    /// <param name="asks">The asks, in their order.</param>
    /// <param name="found">What the store holds; it is carried on.</param>
    public PostgresAskPlan(IEnumerable<NewAsk> asks, PostgresAskFindings found)
    {
        _found = found;
        foreach (var ask in asks)
        {
            Results.Add(found.Accounts.Contains(ask.AccountId) ? new(Decide(ask)) : new(default, GoneAccount.Refusal()));
        }
    }

    /// <summary>What came of each ask.</summary>
    public List<PostgresResult<AskOutcome>> Results { get; } = [];

    /// <summary>The turns to be kept.</summary>
    public List<NewTurn> Turns { get; } = [];

    /// <summary>The keys to be kept.</summary>
    public IReadOnlyList<NewKey> Keys => [.. _keys.Values];

    /// <summary>The chats that were talked in.</summary>
    public IReadOnlyList<NewChatState> Chats => [.. _chats.Values];

    /// <summary>The numbers of the answers to be made.</summary>
    public IEnumerable<long> Answers => Turns.Where(turn => turn.IsAnswer).Select(turn => turn.Id);

    private AskOutcome Decide(NewAsk ask)
    {
        if (ask.Key is not null && FindKept(ask) is { } known)
            return known;
        var running = _found.Running.GetValueOrDefault(ask.AccountId);
        if (ask.RunningLimit > 0 && running >= ask.RunningLimit)
            return new AskOutcome(AskResult.TooManyRunning);
        if (ask.ChatId is { } chat && !Touch(ask, chat))
            return new AskOutcome(AskResult.NoSuchChat);
        _found.Running[ask.AccountId] = running + 1;
        return Keep(ask);
    }

    private AskOutcome? FindKept(NewAsk ask)
    {
        if (!_found.Keys.TryGetValue((ask.AccountId, ask.Key!), out var kept))
            return null;
        if (!ask.Fingerprint.AsSpan().SequenceEqual(kept.Fingerprint))
            return new AskOutcome(AskResult.KeyTaken);
        return kept.State is "failed" or "interrupted" ? null : new AskOutcome(AskResult.Replayed, kept.AnswerId, kept.TurnId);
    }

    private bool Touch(NewAsk ask, long chat)
    {
        if (!_found.Chats.TryGetValue(chat, out var found) || found.AccountId != ask.AccountId)
            return false;
        var known = _chats.GetValueOrDefault(chat) ?? new NewChatState(chat, ask.At, null);
        _chats[chat] = known with { At = ask.At > known.At ? ask.At : known.At, Title = known.Title ?? ask.Title };
        return true;
    }

    private AskOutcome Keep(NewAsk ask)
    {
        var turn = ask.TurnId ?? Add(ask, ParentOf(ask), isAnswer: false);
        var answer = Add(ask, turn, isAnswer: true);
        if (ask.ChatId is { } spokenIn)
            _found.Chats[spokenIn] = _found.Chats[spokenIn] with { Newest = answer };
        if (ask.Key is { } key)
        {
            _keys[(ask.AccountId, key)] = new NewKey(ask, answer);
            _found.Keys[(ask.AccountId, key)] = new KeptKey(ask.Fingerprint, answer, turn, "running");
        }
        return new AskOutcome(AskResult.Accepted, answer, turn);
    }

    private long? ParentOf(NewAsk ask) =>
        ask.ParentId is { } parent ? (parent == 0 ? null : parent)
        : ask.ChatId is { } chat ? _found.Chats[chat].Newest
        : null;

    private long Add(NewAsk ask, long? parent, bool isAnswer)
    {
        var id = _found.Ids.Dequeue();
        Turns.Add(new NewTurn(id, ask, parent, isAnswer));
        return id;
    }
}

/// <summary>What becomes of a chat that was talked in.</summary>
/// <param name="Id">The chat.</param>
/// <param name="At">When.</param>
/// <param name="Title">Its title, should it have none.</param>
internal sealed record NewChatState(long Id, DateTimeOffset At, string? Title);
