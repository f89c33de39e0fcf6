using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MiniChat.Stack.Binding;

/// <summary>Reads the fields of <c>multipart/form-data</c>; files are passed over.</summary>
internal static class Multipart
{
    private const int LongestBoundary = 70;

    /// <summary>Takes all fields.</summary>
    /// <exception cref="ServiceException">The body is cut off or no text.</exception>
    public static async Task ReadAsync(byte[] body, MediaTypeHeaderValue type, FieldValues values, CancellationToken cancel)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length is 0 or > LongestBoundary)
            throw BindingErrors.ForBody("The content type multipart/form-data needs a boundary of at most 70 characters.");
        var reader = new MultipartReader(boundary, new MemoryStream(body, writable: false));
        try
        {
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
                await ReadSection(section, values, cancel);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw BindingErrors.ForBody("The form is cut off or not well-formed.");
        }
    }

    private static async Task ReadSection(MultipartSection section, FieldValues values, CancellationToken cancel)
    {
        var isField =
            ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            && disposition.IsFormDisposition();
        if (!isField)
            return;
        var bytes = new MemoryStream();
        await section.Body.CopyToAsync(bytes, cancel);
        var value = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        var name = HeaderUtilities.RemoveQuotes(disposition!.Name).ToString();
        if (!Utf8.IsValid(value.Span) || value.Span.Contains((byte)0))
            throw BindingErrors.ForBody("The form holds NUL or bytes that are not UTF-8.");
        values.Add(name, Encoding.UTF8.GetString(value.Span));
    }
}
