using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MiniChat.ServiceInterface.Accounts;
using MiniChat.ServiceInterface.Chats;
using MiniChat.ServiceInterface.Events;
using MiniChat.ServiceInterface.Interviews;
using MiniChat.ServiceInterface.Mirrors;
using MiniChat.ServiceInterface.Prompts;
using MiniChat.ServiceInterface.Similarity;

namespace MiniChat.ServiceInterface.Nodes;

/// <summary>
/// The JSON of notices between nodes, its metadata made when the project is built. Two versions of the program may run at once:
/// fields are only added, and unknown ones are left out.
/// </summary>
[JsonSerializable(typeof(SessionNews))]
[JsonSerializable(typeof(AnswerBegun))]
[JsonSerializable(typeof(FollowAnswer))]
[JsonSerializable(typeof(AnswerText))]
[JsonSerializable(typeof(AnswerNumber))]
[JsonSerializable(typeof(PromptAnswered))]
[JsonSerializable(typeof(ChatChanged))]
[JsonSerializable(typeof(VectorsKept))]
[JsonSerializable(typeof(AsksImported))]
[JsonSerializable(typeof(InterviewDescribed))]
[JsonSerializable(typeof(SubscriberNews))]
[JsonSerializable(typeof(RosterWanted))]
[JsonSerializable(typeof(RosterPart))]
[JsonSerializable(typeof(EventTold))]
[JsonSerializable(typeof(EventAsk))]
[JsonSerializable(typeof(EventReply))]
public sealed partial class BusJson : JsonSerializerContext
{
    /// <summary>How notices are written: short, on one line, every text as it is.</summary>
    public static JsonSerializerOptions Wire { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(Default, new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }
}
