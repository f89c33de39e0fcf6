using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using MiniChat.Client;
using MiniChat.ServiceModel;
using MiniChat.Stack;
using MiniChat.Tests.Support;

namespace MiniChat.Tests.Moving;

/// <summary>A database with data of every feature, made through the real host, and what its person holds.</summary>
internal sealed class EveryFeature : IDisposable
{
    /// <summary>The person.</summary>
    public const string Person = "ada";

    /// <summary>What only PostgreSQL has trouble with, and what all have.</summary>
    public const string HardAnswer = "nul \0 and \uffff and \uffff0 and \ud83d\udc4b\ud83c\udffd \0";

    // Doors that a test would have to leave this machine for, and a crash in mid-answer.
    private const string More = """
        INSERT INTO identities VALUES ('github', 'sub' || char(0) || 'ject', 1, 1700000000000);
        INSERT INTO identities VALUES ('github', 'sub', 1, 1700000000001);
        INSERT INTO code_sign_ins (state_hash, provider, verifier, account_id, code_hash, created_at, expires_at)
            VALUES ('state', 'github', 'secret', 1, 'code', 1700000000000, 1900000000000);
        INSERT INTO embeddings SELECT id, account_id, 'other-embedder', -0.125, x'', x'' FROM turns
            WHERE role = 'assistant' AND id NOT IN (SELECT turn_id FROM embeddings) LIMIT 1;
        UPDATE turns SET state = 'running', ended_at = NULL, node_id = 'gone' WHERE state = 'stopped';
        DELETE FROM usages WHERE state = 'stopped';
        """;

    private readonly ScriptedModel _model = new();

    /// <summary>The folder of its server.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>Its file.</summary>
    public string Path => Folder.File("App_Data/minichat.db");

    /// <summary>The secret of its tokens.</summary>
    public string Secret => File.ReadAllText(Folder.File("App_Data/jwt.secret"));

    /// <summary>The person's tokens and key.</summary>
    public string RefreshToken { get; private set; } = "";

    /// <inheritdoc cref="RefreshToken"/>
    public string BearerToken { get; private set; } = "";

    /// <inheritdoc cref="RefreshToken"/>
    public string ApiKey { get; private set; } = "";

    /// <summary>A question that was asked with the idempotency key <c>once</c>.</summary>
    public QuestionResponse Once { get; private set; } = null!;

    /// <summary>The answer <see cref="HardAnswer"/>.</summary>
    public long HardAnswerId { get; private set; }

    /// <summary>The answer that a crash left running.</summary>
    public long LeftRunning { get; private set; }

    /// <summary>The link of a chat.</summary>
    public string SharedToken { get; private set; } = "";

    /// <summary>A chat that was deleted: its number is not given again.</summary>
    public long DeletedChat { get; private set; }

    /// <summary>Makes one.</summary>
    public static async Task<EveryFeature> MakeAsync()
    {
        var made = new EveryFeature();
        await made.FillAsync();
        using var connection = Open(made.Path);
        connection.Execute(More);
        return made;
    }

    /// <summary>Opens a file to look into it.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Every value of every row of a file, but of what the engines keep for themselves.</summary>
    public static List<string> Values(string path)
    {
        using var connection = Open(path);
        var values = new List<string>();
        var tables = connection.Query<string>(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'turn_words%' AND name NOT IN "
                + "('schema_migrations', 'embedding_progress', 'store_probe', 'backup_sums') ORDER BY name"
        );
        foreach (var table in tables.ToList())
        {
            var columns = connection.Query<string>($"SELECT name FROM pragma_table_info('{table}')");
            // By their bytes: a text may hold U+0000.
            var value = string.Join(" || '|' || ", columns.Select(name => $"typeof({name}) || hex(CAST({name} AS BLOB))"));
            values.AddRange(connection.Query<string>($"SELECT '{table} ' || {value} FROM {table} ORDER BY 1"));
        }
        return values;
    }

    /// <summary>Whether nobody but its owner can read a file.</summary>
    public static bool IsOwnersAlone(string path) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose() => Folder.Dispose();

    private async Task FillAsync()
    {
        await using var server = MiniChatServer.Start(_model, folder: Folder);
        using var client = await server.SignUpAsync(Person);
        (BearerToken, RefreshToken) = (client.BearerToken!, client.RefreshToken!);
        ApiKey = (await client.SendAsync(new CreateApiKey { Name = "program" }, Deadline.Soon)).Key;
        using var http = new OneConnection(server.Address, client.BearerToken);
        await AnswersAsync(client, http);
        await ChatsAsync(client);
        var questions = await client.InterviewAsync(_model);
        await client.AnswerAsync(questions[0]);
        using (var stranger = new MiniChatClient(server.Address))
            await Assert.CatchAsync<MiniChatException>(() => stranger.SignInAsync(Person, "wrong", Deadline.Soon));
        const string MissingVectors =
            "SELECT id FROM turns WHERE role = 'assistant' AND id NOT IN (SELECT turn_id FROM embeddings)";
        await Eventually.TrueAsync(async () => (await DatabaseRows.ReadAsync(server, MissingVectors)).Count == 0);
        await using var connection = Open(Path);
        await connection.ExecuteAsync("DELETE FROM embeddings WHERE turn_id = (SELECT max(turn_id) FROM embeddings)");
    }

    private async Task AnswersAsync(MiniChatClient client, OneConnection http)
    {
        var once = client.SendAsync(
            new Question { Text = "Which tram goes to the harbour?" },
            new SendOptions { IdempotencyKey = "once" },
            Deadline.Soon
        );
        (await _model.NextCallAsync()).Say("The 5.").Finish();
        Once = await once;
        foreach (var text in HardText.All.Append(new string('å', 512 * 1024)))
            await AskAsync(http, call => call.Say(text).Finish());
        await AskAsync(http, call => call.Say("so far").Fail(new IOException("gone")));
        var hard = await AskAsync(http, call => call.Say(HardAnswer).Finish());
        HardAnswerId = (long)JsonNode.Parse(hard.Body)!["answerId"]!;
        await StopAsync(client);
    }

    private async Task ChatsAsync(MiniChatClient client)
    {
        var chat = await client.SendAsync(
            new CreateChat { Title = "ÄÖÜ 👋", System = "Be short." },
            new SendOptions { IdempotencyKey = "begun" },
            Deadline.Soon
        );
        var first = client.SendAsync(new Chat { ChatId = chat.Id, Text = "What is a tree?" }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("A plant.").Finish();
        var branch = client.SendAsync(new RegenerateAnswer { AnswerId = (await first).AnswerId }, Deadline.Soon);
        (await _model.NextCallAsync()).Say("A graph.").Finish();
        await branch;
        SharedToken = (await client.SendAsync(new ShareChat { Id = chat.Id }, Deadline.Soon)).Token;
        DeletedChat = (await client.SendAsync(new CreateChat(), Deadline.Soon)).Id;
        await client.SendAsync(new DeleteChat { Id = DeletedChat }, Deadline.Soon);
    }

    // The typed client refuses U+0000.
    private async Task<Reply> AskAsync(OneConnection http, Action<ScriptedAnswer> answer)
    {
        var asked = http.PostAsync("/questions", """{"text":"Say it."}""");
        answer(await _model.NextCallAsync());
        return await asked;
    }

    private async Task StopAsync(MiniChatClient client)
    {
        await foreach (var next in client.StreamAsync(new Question { Text = "Go on." }, cancel: Deadline.Soon))
        {
            if (next.Data is AnswerStarted started)
            {
                LeftRunning = started.AnswerId;
                (await _model.NextCallAsync()).Say("begun, and then");
            }
            if (next.Data is AnswerDelta)
                await client.SendAsync(new StopAnswer { AnswerId = LeftRunning }, Deadline.Soon);
        }
    }
}
