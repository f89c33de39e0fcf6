namespace MiniChat.Host.Bus.Postgres;

/// <summary>The channels of LISTEN and NOTIFY. A database belongs to one server, so their names need not say which.</summary>
internal static class BusChannels
{
    /// <summary>What all nodes hear.</summary>
    public const string All = "minichat_all";

    /// <summary>What one node hears.</summary>
    /// <param name="id">Its id.</param>
    public static string Of(string id) => $"minichat_{id}";
}
