using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MiniChat.Stack.Json;

/// <summary>The JSON of the wire: camelCase, nulls left out, names in any case, no duplicates, at most 64 levels deep.</summary>
public static class WireJson
{
    /// <summary>How deep arrays and objects may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>Makes the options of the wire over the given metadata; what it lacks is found by reflection.</summary>
    /// <param name="resolvers">Generated metadata, asked in this order.</param>
    public static JsonSerializerOptions CreateOptions(params IEnumerable<IJsonTypeInfoResolver> resolvers)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowDuplicateProperties = false,
            MaxDepth = MaxDepth,
            // Answers are text of every language: only what JSON itself demands is escaped. Nothing is put into HTML unencoded.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. resolvers, new DefaultJsonTypeInfoResolver()]),
        };
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new DateTimeConverter());
        options.Converters.Add(new DateTimeOffsetConverter());
        options.Converters.Add(new TimeSpanConverter());
        options.Converters.Add(new EnumConverterFactory());
        options.MakeReadOnly();
        return options;
    }
}
