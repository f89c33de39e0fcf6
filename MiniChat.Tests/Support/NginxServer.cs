namespace MiniChat.Tests.Support;

/// <summary>A real nginx on 127.0.0.1; where there is none, the test is skipped.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly ServerProgram _program;

    private NginxServer(int port, ServerProgram program)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        _program = program;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Every line it wrote so far: its log of errors, and that of accesses where the configuration wants one at <c>/dev/stdout</c>.</summary>
    public IReadOnlyList<string> Log => _program.Log;

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="http">
    /// What a file in <c>conf.d</c> has, with <c>{port}</c> where it is to listen and <c>{folder}</c> for a folder of its own.
    /// </param>
    public static async Task<NginxServer> StartAsync(string http)
    {
        var nginx = OtherPrograms.PathOf("nginx");
        OtherPrograms.Demand(nginx is not null, "nginx is not installed.");
        var folder = await OrdinaryUser.NewFolderAsync();
        var file = Path.Combine(folder, "nginx.conf");
        var (port, program) = await ServerProgram.StartOnFreePortAsync(
            folder,
            async port =>
            {
                await OrdinaryUser.WriteAsync(file, Whole(http).Replace("{port}", $"{port}").Replace("{folder}", folder));
                return await ServerProgram.StartAsync(folder, "TERM", "start worker processes", nginx!, "-p", folder, "-c", file);
            }
        );
        return new NginxServer(port, program);
    }

    /// <summary>Ends it at once, whatever runs through it.</summary>
    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // The folders are named since the compiled ones are root's.
    private static string Whole(string http) =>
        $$"""
            daemon off;
            pid {folder}/nginx.pid;
            error_log stderr notice;
            events { }
            http {
              access_log off;
              client_body_temp_path {folder}/body;
              proxy_temp_path {folder}/proxy;
              fastcgi_temp_path {folder}/fastcgi;
              scgi_temp_path {folder}/scgi;
              uwsgi_temp_path {folder}/uwsgi;
            {{http}}
            }
            """;
}
