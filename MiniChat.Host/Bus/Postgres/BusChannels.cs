using System.Security.Cryptography;
using System.Text;

namespace MiniChat.Host.Bus.Postgres;

/// <summary>The channels of LISTEN and NOTIFY. They are the whole database's, so those of another schema than the usual one are named after it.</summary>
internal sealed class BusChannels
{
    private const string UsualSchema = "public";
    private const int HashBytes = 8;

    /// <summary>What all nodes hear.</summary>
    public string All { get; private set; } = "minichat_all";

    /// <summary>Names the channels of a schema.</summary>
    /// <param name="schema">Where the tables lie.</param>
    public void Begin(string schema)
    {
        if (schema == UsualSchema)
            return;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(schema)).AsSpan(0, HashBytes);
        All = $"minichat_all_{Convert.ToHexStringLower(hash)}";
    }

    /// <summary>What one node hears.</summary>
    /// <param name="id">Its id.</param>
    public static string Of(string id) => $"minichat_{id}";
}
