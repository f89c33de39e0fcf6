using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Xml;
using MiniChat.Stack.Json;

namespace MiniChat.Client;

/// <summary>Puts a message's properties into a query string; those without a value are left out.</summary>
internal static class QueryWriter
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    public static string Write(object message)
    {
        var query = new StringBuilder();
        foreach (var property in Known.GetOrAdd(message.GetType(), static type => Find(type)))
        {
            if (property.GetValue(message) is not { } value)
                continue;
            query
                .Append(query.Length == 0 ? '?' : '&')
                .Append(JsonNamingPolicy.CamelCase.ConvertName(property.Name))
                .Append('=')
                .Append(Uri.EscapeDataString(Text(value)));
        }
        return query.ToString();
    }

    private static PropertyInfo[] Find(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.CanWrite && property.GetIndexParameters().Length == 0),
        ];

    private static string Text(object value) =>
        value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            Enum name => EnumNames.Format(name.GetType(), name),
            DateTime date => WireDates.Format(date),
            DateTimeOffset date => date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            TimeSpan span => XmlConvert.ToString(span),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => string.Join(',', list.Cast<object>().Select(item => Quoted(Text(item)))),
            _ => JsonSerializer.Serialize(value, value.GetType(), ClientJson.Options),
        };

    // A comma parts the items of a list, unless it stands between quotes.
    private static string Quoted(string item) =>
        item.AsSpan().IndexOfAny(',', '"') < 0 ? item : $"\"{item.Replace("\"", "\"\"")}\"";
}
