namespace MiniChat.ServiceInterface.Accounts;

/// <summary>Where attempts are counted, exactly, however many come at the same time.</summary>
public interface IAttemptStore
{
    /// <summary>How long until an attempt is allowed by all limits; zero when it is allowed now. Nothing is recorded.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<TimeSpan> WaitAsync(IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, CancellationToken cancel);

    /// <summary>As <see cref="WaitAsync"/>, and when allowed the attempt is recorded under all keys at once.</summary>
    /// <param name="id">The attempt's own id, for <see cref="ForgetAsync"/>.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task<TimeSpan> ReserveAsync(string id, IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Takes an attempt back, and all attempts of one key with it.</summary>
    /// <param name="id">The attempt's id.</param>
    /// <param name="key">The key that is cleared, if one is.</param>
    /// <param name="cancel">The caller has gone.</param>
    Task ForgetAsync(string id, string? key, CancellationToken cancel);

    /// <summary>Deletes the attempts before a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancel">The server stops.</param>
    Task PruneAsync(DateTimeOffset before, CancellationToken cancel);
}

/// <summary>At most so many attempts of one key in any window of time.</summary>
/// <param name="Key">Who or where; never a password.</param>
/// <param name="Most">How many.</param>
/// <param name="Window">The length of the window.</param>
public sealed record AttemptLimit(string Key, int Most, TimeSpan Window);
