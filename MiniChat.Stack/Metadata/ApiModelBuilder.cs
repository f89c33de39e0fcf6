using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniChat.Stack.Json;
using MiniChat.Stack.Routing;

namespace MiniChat.Stack.Metadata;

/// <summary>Makes the model of a catalog.</summary>
internal sealed class ApiModelBuilder(JsonNamingPolicy? naming, DocComments docs)
{
    private readonly NullabilityInfoContext _nulls = new();
    private readonly Dictionary<string, Type> _owners = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ApiType> _types = [];
    private readonly Dictionary<Type, ApiType> _requests = [];

    /// <summary>Makes the model.</summary>
    /// <param name="messages">The messages to list.</param>
    /// <exception cref="InvalidOperationException">Two types have one name; the sentence says which.</exception>
    public ApiModel Build(IEnumerable<MessageDescriptor> messages)
    {
        MessageDescriptor[] listed =
        [
            .. messages.Where(message => !message.RequestType.IsDefined(typeof(ExcludeMetadataAttribute))),
        ];
        // Every client reads errors, whatever it sends.
        Add(typeof(ResponseError));
        Add(typeof(ResponseStatus));
        foreach (var message in listed)
            Claim(message.RequestType);
        foreach (var message in listed)
            AddParts(message);
        _types.AddRange(listed.Select(message => _requests[message.RequestType]));
        return new ApiModel([.. listed.Select(OperationOf)], _types);
    }

    private void AddParts(MessageDescriptor message)
    {
        if (message.ResponseType is { } response)
            Add(TypeReader.Read(response));
        _requests[message.RequestType] = Describe(message.RequestType, isRequest: true);
    }

    private ApiOperation OperationOf(MessageDescriptor message)
    {
        var marker = Verbs.OfMarker(message.RequestType);
        return new ApiOperation
        {
            Request = _requests[message.RequestType],
            Response = message.ResponseType is { } response ? TypeReader.Read(response) : null,
            OnlyStreams = message.OnlyStreams,
            Streams = message.Stream is not null,
            SocketPath = message.SocketPath,
            Verbs = message.Verbs,
            Method = marker ?? (message.Verbs.Contains("POST") ? "POST" : message.Verbs[0]),
            Marker = marker is null ? null : $"I{marker[0]}{marker[1..].ToLowerInvariant()}",
            Routes = message.Routes,
            Tags = message.Tags,
            RequiresAuthentication = message.RequiresAuthentication,
            RequiredRole = message.RequiredRole,
            RequiredScope = message.RequiredScope,
        };
    }

    private void Add(TypeRef type)
    {
        if (type.Shape == TypeShape.Named)
            Add(type.Type);
        else if (type.Item is { } item)
            Add(item);
    }

    private void Add(Type type)
    {
        if (Claim(type))
            _types.Add(Describe(type, isRequest: false));
    }

    /// <summary>Takes the name for the type; false when it has it already.</summary>
    private bool Claim(Type type)
    {
        var name = TypeReader.NameOf(type);
        if (_owners.TryAdd(name, type))
            return true;
        if (_owners[name] == type)
            return false;
        throw new InvalidOperationException(
            $"Two types are called {name}: {_owners[name].FullName} and {type.FullName}; clients need a name for each."
        );
    }

    private ApiType Describe(Type type, bool isRequest)
    {
        var described = new ApiType
        {
            Name = TypeReader.NameOf(type),
            Namespace = type.Assembly == typeof(IService).Assembly ? ApiType.ServiceStackNamespace : type.Namespace ?? "",
            Type = type,
            Summary = docs.SummaryOf(type),
            Remarks = docs.RemarksOf(type),
        };
        if (type.IsEnum)
            return described with { Values = [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(ValueOf)] };
        return described with
        {
            Properties =
            [
                .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.GetIndexParameters().Length == 0 && !IsIgnored(property))
                    .Select(property => PropertyOf(property, isRequest)),
            ],
        };
    }

    private static bool IsIgnored(PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always };

    private ApiEnumValue ValueOf(FieldInfo field) =>
        new(
            field.Name,
            EnumNames.Format(field.DeclaringType!, field.GetValue(null)!),
            Convert.ToInt64(field.GetRawConstantValue()),
            docs.SummaryOf(field)
        );

    private ApiProperty PropertyOf(PropertyInfo property, bool isRequest)
    {
        var type = TypeReader.Read(property, _nulls);
        Add(type);
        var rules = property.GetCustomAttributes<ValidateAttribute>().ToList();
        var wireName = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;
        return new ApiProperty(property.Name, wireName ?? naming?.ConvertName(property.Name) ?? property.Name, type)
        {
            // What a request does not hold has a value of its own; only where that one is refused it must be sent.
            IsRequired =
                !type.IsNullable
                && (rules.Exists(rule => rule is ValidateNotEmptyAttribute) || (!isRequest && !type.Type.IsValueType)),
            Validators = [.. rules.Select(NameOf)],
            Summary = docs.SummaryOf(property),
        };
    }

    private static string NameOf(ValidateAttribute rule) =>
        rule switch
        {
            ValidateMaximumLengthAttribute length => $"MaximumLength({length.Length})",
            ValidateInclusiveBetweenAttribute between => $"InclusiveBetween({between.From},{between.To})",
            ValidateGreaterThanAttribute greater => $"GreaterThan({greater.Bound})",
            _ => rule.GetType().Name["Validate".Length..^"Attribute".Length],
        };
}
