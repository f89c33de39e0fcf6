namespace MiniChat.Bench;

/// <summary>What one of each thing costs; the values are those of docs/scaling.md, and measuring replaces what it measures.</summary>
internal sealed record UnitCosts
{
    /// <summary>Commits of a question that comes alone, and of one among many that come at once.</summary>
    public double CommitsAlone { get; init; } = 3;

    public double CommitsAmongMany { get; init; } = 0.12;

    /// <summary>Microseconds of PostgreSQL's processor, and of the process's, for a question: its vector and answer included.</summary>
    public double PostgresMicroseconds { get; init; } = 272;

    public double ProcessMicroseconds { get; init; } = 305;

    /// <summary>Bytes of the log that a question writes ahead.</summary>
    public double LogBytes { get; init; } = 8_300;

    /// <summary>Bytes of a question and its answer, the ledger's entry, and the vector, indexes included.</summary>
    public double TurnBytes { get; init; } = 1_330;

    public double LedgerBytes { get; init; } = 206;

    public double VectorBytes { get; init; } = 6_760;

    /// <summary>Those of the indexes among them.</summary>
    public double IndexBytes { get; init; } = 300;

    /// <summary>Vectors that the one node that makes them makes per second.</summary>
    public double VectorsPerSecond { get; init; } = 1_600;

    /// <summary>Microseconds of PostgreSQL's processor to keep the new text of one running answer, which is done four times a second.</summary>
    public double CheckpointMicroseconds { get; init; } = 46;

    /// <summary>Microseconds of the writing process for a delta, of the reading one for a delta of another, and PostgreSQL's between.</summary>
    public double DeltaMicroseconds { get; init; } = 50;

    public double RemoteDeltaMicroseconds { get; init; } = 15;

    public double BusMicroseconds { get; init; } = 2;

    /// <summary>KB of a running answer with its reader, of a reader at another process, and of an idle open stream.</summary>
    public double AnswerKilobytes { get; init; } = 94;

    public double RemoteReaderKilobytes { get; init; } = 75;

    public double IdleStreamKilobytes { get; init; } = 30;

    /// <summary>Bytes on the disk of a question with all that belongs to it.</summary>
    public double DiskBytes => TurnBytes + LedgerBytes + VectorBytes;
}
