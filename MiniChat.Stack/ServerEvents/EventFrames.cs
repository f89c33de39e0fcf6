using System.Text;
using MiniChat.Stack.Formats;

namespace MiniChat.Stack.ServerEvents;

/// <summary>Writes events: <c>[channel@]selector json</c>, and the blank line that ends a frame. JSON keeps it on one line.</summary>
internal sealed class EventFrames(JsonWriterPool json, MessageHostOptions options)
{
    /// <summary>What a frame has before its data, at most.</summary>
    public const int LongestHead = 40;

    /// <summary>Writes an event.</summary>
    /// <param name="channel">The channel it comes by; null for none.</param>
    /// <param name="selector">What it is about.</param>
    /// <param name="message">What is told.</param>
    /// <exception cref="ArgumentException">The selector would not be read as one.</exception>
    public ServerEvent Write(string? channel, string selector, object message)
    {
        if (!selector.Contains('.') || selector.AsSpan().ContainsAny(" @\r\n"))
            throw new ArgumentException($"'{selector}' is no selector; it must be like cmd.answer.", nameof(selector));
        var buffer = json.Rent();
        try
        {
            var head = channel is null ? $"{selector} " : $"{channel}@{selector} ";
            buffer.Write(Encoding.UTF8.GetBytes(head));
            buffer.Write(message, options.Json.GetTypeInfo(message.GetType()));
            buffer.Write("\n\n"u8);
            return new ServerEvent(buffer.Written.ToArray());
        }
        finally
        {
            json.Return(buffer);
        }
    }

    /// <summary>Writes the head of a frame.</summary>
    /// <returns>How many bytes it has.</returns>
    public static int WriteHead(Span<byte> target, long id)
    {
        "id: "u8.CopyTo(target);
        id.TryFormat(target[4..], out var digits, provider: System.Globalization.CultureInfo.InvariantCulture);
        "\ndata: "u8.CopyTo(target[(4 + digits)..]);
        return 11 + digits;
    }
}
