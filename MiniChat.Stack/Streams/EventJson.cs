using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniChat.Stack.Streams;

/// <summary>Finds how an event's data are written; the events of a stream are mostly of one type.</summary>
internal sealed class EventJson(JsonSerializerOptions json)
{
    private JsonTypeInfo? last;

    /// <summary>How the data are written.</summary>
    public JsonTypeInfo TypeOf(object data)
    {
        var type = data.GetType();
        return last?.Type == type ? last : last = json.GetTypeInfo(type);
    }
}
