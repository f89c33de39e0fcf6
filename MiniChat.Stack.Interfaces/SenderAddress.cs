using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniChat.Stack;

/// <summary>Who counts as one sender, where those who have not signed in are counted.</summary>
public static class SenderAddress
{
    /// <summary>The address as text; of IPv6 the /64, since its owner can send from all of it.</summary>
    /// <param name="address">The address; null where none is known.</param>
    public static string TextOf(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/64");
    }
}
