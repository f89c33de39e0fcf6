using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniChat.Stack.Json;

/// <summary>Enums by name: out as declared (or as <c>[EnumMember]</c> says), in by either name in any case, or by number.</summary>
internal sealed class EnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(EnumConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class EnumConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(),
                _ => null,
            };
            return EnumNames.TryParse(typeof(T), text, out var value)
                ? (T)value
                : throw new JsonException($"It can be {string.Join(", ", EnumNames.Of(typeof(T)))}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(EnumNames.Format(typeof(T), value));
    }
}
