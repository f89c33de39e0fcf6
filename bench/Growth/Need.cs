namespace MiniChat.Bench;

/// <summary>How people use the server; assumed.</summary>
internal sealed record Use
{
    public double AsksADay { get; init; }

    public double BusiestHour { get; init; } = 0.2;

    public double AnswerSeconds { get; init; } = 15;

    public double DeltasPerSecond { get; init; } = 30;

    /// <summary>The part of answers that is also read at another process than the one that writes them.</summary>
    public double Elsewhere { get; init; } = 0.2;

    /// <summary>The part of users who have a stream of server-events open.</summary>
    public double Online { get; init; } = 0.1;
}

/// <summary>What one cell may need at most: a database of this size, used to three quarters, and processes; assumed.</summary>
internal sealed record Cell
{
    public double PostgresCores { get; init; } = 12;

    public double DiskTerabytes { get; init; } = 4;

    public double Years { get; init; } = 3;

    /// <summary>With more the bus's ticks become longer.</summary>
    public double Processes { get; init; } = 16;

    public double ProcessGigabytes { get; init; } = 2;

    /// <summary>Notices to listeners per second, where PostgreSQL's queue falls behind: transactions times who listens.</summary>
    public double Deliveries { get; init; } = 80_000;
}

/// <summary>What users need at their worst minute.</summary>
internal sealed record Need
{
    private const double CheckpointsPerSecond = 4;
    private const double NotifiesPerSecond = 50;

    public double Asks { get; private init; }
    public double Running { get; private init; }
    public double Streams { get; private init; }
    public double PostgresCores { get; private init; }
    public double Commits { get; private init; }
    public double LogMegabytes { get; private init; }
    public double Gigabytes { get; private init; }
    public double ProcessCores { get; private init; }
    public double MemoryGigabytes { get; private init; }
    public double Processes { get; private init; }
    public double Notifies { get; private init; }
    public double Notices { get; private init; }
    public double Vectors { get; private init; }

    public static Need Of(double users, Use use, UnitCosts costs, Cell cell)
    {
        var asks = users * use.AsksADay * use.BusiestHour / 3600 * 2;
        var running = asks * use.AnswerSeconds;
        var (deltas, online) = (running * use.DeltasPerSecond, users * use.Online);
        var remote = deltas * use.Elsewhere;
        var process =
            (asks * costs.ProcessMicroseconds + deltas * costs.DeltaMicroseconds + remote * costs.RemoteDeltaMicroseconds) / 1e6;
        var memory =
            (running * (costs.AnswerKilobytes + use.Elsewhere * costs.RemoteReaderKilobytes) + online * costs.IdleStreamKilobytes)
            / 1e6;
        // A process more than is needed: one may be gone.
        var processes = 1 + Math.Ceiling(Math.Max(process / 0.75, memory / cell.ProcessGigabytes));
        return new Need
        {
            Asks = asks,
            Running = running,
            Streams = running * (1 + use.Elsewhere) + online,
            PostgresCores =
                (
                    asks * costs.PostgresMicroseconds
                    + running * CheckpointsPerSecond * costs.CheckpointMicroseconds
                    + remote * costs.BusMicroseconds
                ) / 1e6,
            // Those that come together share one: never more than each process's batches can be.
            Commits = Math.Min(asks * costs.CommitsAlone, processes * 600 + asks * costs.CommitsAmongMany),
            LogMegabytes = asks * costs.LogBytes / 1e6,
            Gigabytes = users * use.AsksADay * 365 * costs.DiskBytes / 1e9,
            ProcessCores = process,
            MemoryGigabytes = memory,
            Processes = processes,
            Notifies = Math.Min(asks * 2 + running * use.Elsewhere * 20, processes * NotifiesPerSecond),
            // Each begin is told to all others; text only to who reads it, once a tick.
            Notices = asks * (processes - 1) + running * use.Elsewhere * Math.Min(use.DeltasPerSecond, NotifiesPerSecond),
            Vectors = users * use.AsksADay / 86_400 / costs.VectorsPerSecond,
        };
    }

    /// <summary>How much of one cell each thing takes.</summary>
    public IEnumerable<(string Name, double Part)> Parts(Cell cell) =>
        [
            ("PostgreSQL's processor", PostgresCores / (cell.PostgresCores * 0.75)),
            ("the disk", Gigabytes * cell.Years / 1e3 / cell.DiskTerabytes),
            ("the number of processes", Processes / cell.Processes),
            ("the bus", Notifies * Processes / cell.Deliveries),
            ("the node that makes vectors", Vectors),
        ];
}
