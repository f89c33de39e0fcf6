using MiniChat.ServiceInterface.Accounts;

namespace MiniChat.Host.Storage.Sqlite;

/// <summary>A session as the table holds it.</summary>
internal sealed record SqliteSessionRow
{
    /// <summary>The columns, for a table named <c>s</c>.</summary>
    public const string Columns = """
        s.id AS SessionId, s.account_id AS AccountId, s.created_at AS CreatedAt, s.expires_at AS ExpiresAt,
        s.revoked_at AS RevokedAt, s.family_ended_at AS FamilyEndedAt
        """;

    public string SessionId { get; init; } = "";
    public long AccountId { get; init; }
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? RevokedAt { get; init; }
    public long? FamilyEndedAt { get; init; }

    public Session ToSession() =>
        new()
        {
            Id = SessionId,
            AccountId = AccountId,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
            RevokedAt = TimeOf(RevokedAt),
            FamilyEndedAt = TimeOf(FamilyEndedAt),
        };

    public static DateTimeOffset? TimeOf(long? at) => at is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

/// <summary>A refresh token's own times.</summary>
internal sealed record SqliteRefreshRow
{
    public long RefreshExpiresAt { get; init; }
    public long? UsedAt { get; init; }
}
