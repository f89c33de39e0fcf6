using System.Collections.Concurrent;
using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace MiniChat.Stack.Metadata;

/// <summary>
/// The docstrings of messages, as the compiler writes them beside their assemblies (<c>Name.xml</c>): what clients, documents and pages
/// of the messages tell their readers. An assembly without such a file has no docstrings.
/// </summary>
/// <remarks>Source of the format: the C# language specification, annex D, "Documentation comments".</remarks>
public sealed class DocComments
{
    private readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> _files = new();

    /// <summary>What the type is, in plain text on one line; null when nothing is said.</summary>
    /// <param name="type">The type.</param>
    public string? SummaryOf(Type type) => TextOf(type.Assembly, $"T:{NameOf(type)}", "summary");

    /// <summary>What else there is to know of the type; null when nothing is said.</summary>
    /// <param name="type">The type.</param>
    public string? RemarksOf(Type type) => TextOf(type.Assembly, $"T:{NameOf(type)}", "remarks");

    /// <summary>What the property is.</summary>
    /// <param name="property">The property.</param>
    public string? SummaryOf(PropertyInfo property) =>
        TextOf(property.DeclaringType!.Assembly, $"P:{NameOf(property.DeclaringType)}.{property.Name}", "summary")
        // The properties of a positional record are told as parameters.
        ?? PlainText(
            Find(property.DeclaringType.Assembly, $"T:{NameOf(property.DeclaringType)}")
                ?.Elements("param")
                .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name)
        );

    /// <summary>What an enum's value is.</summary>
    /// <param name="value">The value's field.</param>
    public string? SummaryOf(FieldInfo value) =>
        TextOf(value.DeclaringType!.Assembly, $"F:{NameOf(value.DeclaringType)}.{value.Name}", "summary");

    private string? TextOf(Assembly assembly, string member, string section)
    {
        if (Find(assembly, member) is not { } found)
            return null;
        if (found.Element("inheritdoc")?.Attribute("cref")?.Value is { } other && other != member)
            return TextOf(assembly, other, section) ?? TextOf(typeof(IService).Assembly, other, section);
        return PlainText(found.Element(section));
    }

    private XElement? Find(Assembly assembly, string member) => _files.GetOrAdd(assembly, Read).GetValueOrDefault(member);

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        if (!File.Exists(path))
            return [];
        return XDocument
            .Load(path)
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")?.Value ?? "", member => member, StringComparer.Ordinal);
    }

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? PlainText(XElement? section)
    {
        if (section is null)
            return null;
        var words = string.Concat(section.DescendantNodes().Select(Word))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }

    private static string Word(XNode node) =>
        node switch
        {
            XText text when text.Parent?.Name == "c" => $"`{text.Value}`",
            XText text => text.Value,
            XElement { Name.LocalName: "para" } => " ",
            XElement { IsEmpty: true } reference => ReferenceOf(reference),
            _ => "",
        };

    private static string ReferenceOf(XElement reference)
    {
        var name = (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name");
        if (name is not null)
            return name;
        // "T:Space.Name" and "P:Space.Name.Property": whoever reads the text knows them without their namespaces.
        var member =
            ((string?)reference.Attribute("cref"))?.Split('(')[0] ?? throw new XmlException($"{reference} names nothing.");
        var parts = member[2..].Split('.');
        return member[0] == 'T' ? parts[^1] : string.Join('.', parts[^2..]);
    }
}
