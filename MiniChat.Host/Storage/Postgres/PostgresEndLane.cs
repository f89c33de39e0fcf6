using MiniChat.ServiceInterface.Answers;
using MiniChat.ServiceInterface.Nodes;

namespace MiniChat.Host.Storage.Postgres;

/// <summary>What is kept of answers that run: how one ended, or the texts of many.</summary>
/// <param name="Ended">How one ended.</param>
/// <param name="Checkpoints">More text.</param>
internal sealed record AnswerNews(EndedAnswer? Ended, IReadOnlyList<Checkpoint> Checkpoints);

/// <summary>Keeps ends and checkpoints: those that wait together in one transaction.</summary>
/// <param name="engine">The database.</param>
/// <param name="bus">Who makes the answers.</param>
internal sealed class PostgresEndLane(PostgresEngine engine, IBus bus) : PostgresLane<AnswerNews, bool>(engine.Pool)
{
    // Of running answers: how many characters are in the store for certain. What comes behind them is written over, so that a
    // checkpoint of which nobody knows whether it was kept can be sent again.
    private readonly Dictionary<long, int> _kept = [];

    private PostgresEndBatch? _batch;
    private PostgresItem<AnswerNews, bool>? _sent;

    /// <inheritdoc/>
    protected override void Begin(PostgresSession session) => _batch = new PostgresEndBatch(session);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<PostgresResult<bool>>> WriteAsync(
        PostgresSession session,
        IReadOnlyList<PostgresItem<AnswerNews, bool>> batch
    )
    {
        var texts = TextsOf(batch);
        var ends = batch.Select(item => item.Value.Ended).OfType<EndedAnswer>().DistinctBy(ended => ended.AnswerId).ToList();
        var again = ReferenceEquals(_sent, batch[0]);
        _sent = batch[0];
        var (grown, ended) = await _batch!.KeepAsync(texts, ends, bus.NodeId, again);
        _sent = null;
        foreach (var more in texts.Where(more => grown.Contains(more.AnswerId)))
            _kept[more.AnswerId] = more.Kept + PostgresText.Length(PostgresText.Encode(more.Text));
        foreach (var end in ends)
            _kept.Remove(end.AnswerId);
        return [.. batch.Select(item => new PostgresResult<bool>(item.Value.Ended is { } end && ended.Remove(end.AnswerId)))];
    }

    private List<MoreText> TextsOf(IReadOnlyList<PostgresItem<AnswerNews, bool>> batch)
    {
        var texts = new Dictionary<long, MoreText>();
        foreach (var checkpoint in batch.SelectMany(item => item.Value.Checkpoints))
        {
            var more =
                texts.GetValueOrDefault(checkpoint.AnswerId)
                ?? new MoreText(checkpoint.AnswerId, _kept.GetValueOrDefault(checkpoint.AnswerId), "");
            texts[checkpoint.AnswerId] = more with { Text = more.Text + checkpoint.Text };
        }
        return [.. texts.Values];
    }
}
