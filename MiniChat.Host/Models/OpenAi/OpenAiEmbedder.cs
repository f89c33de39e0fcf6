using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using MiniChat.ServiceInterface.Models;
using MiniChat.ServiceInterface.Similarity;
using OpenAI.Embeddings;

namespace MiniChat.Host.Models.OpenAi;

/// <summary>Vectors of OpenAI, or of any server that speaks its embeddings, through the official SDK.</summary>
/// <remarks>
/// The SDK's protocol method sends the call; what comes is read here, since the SDK takes fewer vectors than texts, other
/// dimensions and numbers that are none for an answer. Nothing is repeated: the background comes again, a searcher too.
/// </remarks>
public sealed class OpenAiEmbedder(OpenAiEmbedderOptions options, HttpClient http, TimeProvider clock) : IEmbedder
{
    // A token is a byte at least: no text of this many is longer than the 8,192 tokens that OpenAI's models read.
    private const int MostTextBytes = 8_000;

    // OpenAI takes 300,000 tokens in one call.
    private const int MostCallBytes = 250_000;

    private const int MostErrorBytes = 64 * 1024;
    private const long MostAnswerBytes = 64 * 1024 * 1024;

    private readonly EmbeddingClient _client = OpenAiTransport.CreateEmbeddingClient(options.Server, http);

    public string Name { get; } = $"{options.Server.Model}-{options.Dimensions}";

    public int Dimensions => options.Dimensions;

    public async Task<Embedded> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var vectors = new List<float[]>(texts.Count);
        var tokens = 0L;
        using var deadline = new Deadline(options.Server.WholeTimeout, clock, cancel);
        deadline.Begin(Phase.FirstToken, options.Server.WholeTimeout);
        foreach (var part in Parts(texts))
        {
            var list = await CallAsync(part, deadline, cancel);
            vectors.AddRange(list.Vectors);
            tokens += list.Tokens;
        }
        return new Embedded(vectors) { Model = options.Server.Model, Tokens = tokens };
    }

    /// <summary>The texts, cut to their limit, in as many calls as theirs demands.</summary>
    private static IEnumerable<List<string>> Parts(IReadOnlyList<string> texts)
    {
        var part = new List<string>();
        var bytes = 0;
        foreach (var text in texts)
        {
            var cut = Cut(text);
            var length = Encoding.UTF8.GetByteCount(cut);
            if (part.Count > 0 && bytes + length > MostCallBytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }
            part.Add(cut);
            bytes += length;
        }
        if (part.Count > 0)
            yield return part;
    }

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostTextBytes)
            return text;
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostTextBytes)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..length];
    }

    private async Task<EmbeddingList> CallAsync(List<string> texts, Deadline deadline, CancellationToken cancel)
    {
        try
        {
            using var content = BinaryContent.Create(BinaryData.FromBytes(EmbeddingList.Ask(options, texts)));
            var result = await _client.GenerateEmbeddingsAsync(
                content,
                new RequestOptions
                {
                    BufferResponse = false,
                    CancellationToken = deadline.Token,
                    ErrorOptions = ClientErrorBehaviors.NoThrow,
                }
            );
            using var response = result.GetRawResponse();
            return await ReadAsync(response, texts.Count, deadline);
        }
        catch (Exception e) when (e is not ModelException && IsOfTheWire(e))
        {
            cancel.ThrowIfCancellationRequested();
            throw EmbedderFault.Of(Word(e, deadline));
        }
    }

    private async Task<EmbeddingList> ReadAsync(PipelineResponse response, int count, Deadline deadline)
    {
        if (response.Status != 200)
        {
            var buffer = new byte[MostErrorBytes];
            var read = await response.ContentStream!.ReadAtLeastAsync(buffer, buffer.Length, false, deadline.Token);
            var error = OpenAiError.Parse(buffer.AsMemory(0, read));
            throw EmbedderFault.Of(
                OpenAiFault.OfStatus(response.Status, error, Repeats.ReadRetryAfter(response.Headers, clock)).Error
            );
        }
        await using var body = new BoundedStream(response.ContentStream!, MostAnswerBytes);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: deadline.Token);
        return EmbeddingList.Read(document.RootElement, count, options.Dimensions);
    }

    private ModelException Word(Exception e, Deadline deadline)
    {
        if (deadline.Expired)
            return OpenAiFault.TimedOut(deadline, options.Server).Error;
        return e switch
        {
            JsonException => EmbedderFault.NoVectors("something else than JSON"),
            InvalidDataException => EmbedderFault.NoVectors("more than this server takes"),
            _ => OpenAiFault.Unreachable(e).Error,
        };
    }

    private static bool IsOfTheWire(Exception e) =>
        e
            is OperationCanceledException
                or HttpRequestException
                or IOException
                or InvalidDataException
                or JsonException
                or ClientResultException
                or AggregateException;
}
