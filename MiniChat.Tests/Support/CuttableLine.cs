using System.Net;
using System.Net.Sockets;

namespace MiniChat.Tests.Support;

/// <summary>A line to a server that speaks when it is asked, to be cut or muted in a moment that the test chooses.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _port;
    private readonly Task _loop;
    private int _requestsLeft = -1;
    private volatile bool _isMute;
    private volatile bool _refuses;
    private volatile bool _refusesThen;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">Where the server listens.</param>
    public CuttableLine(int port)
    {
        _port = port;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Where this listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends with the cut that was ordered.</summary>
    public Task Cut => _cut.Task;

    /// <summary>Lets so many requests through, the last one's response not: there the connection ends.</summary>
    /// <param name="requests">How many.</param>
    /// <param name="thenRefuse">Whether no new connection is let through either, until <see cref="Mend"/>.</param>
    public void CutAfter(int requests, bool thenRefuse = false)
    {
        _refusesThen = thenRefuse;
        Volatile.Write(ref _requestsLeft, requests);
    }

    /// <summary>Nothing comes through any more, and nobody is told.</summary>
    public void Mute() => _isMute = true;

    /// <summary>All is as it was.</summary>
    public void Mend() => (_isMute, _refuses) = (false, false);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _loop;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                lines.Add(CarryAsync(client));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                break;
            }
        }
        await Task.WhenAll(lines);
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            if (_refuses)
                return;
            await server.ConnectAsync(IPAddress.Loopback, _port);
            var state = new Turns();
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            var up = PumpAsync(client, server, isRequest: true, state, both);
            var down = PumpAsync(server, client, isRequest: false, state, both);
            await Task.WhenAll(up, down);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool isRequest, Turns state, CancellationTokenSource both)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, both.Token) is var read and > 0)
            {
                if (_isMute)
                    continue;
                if (IsCut(isRequest, state))
                    break;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), both.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // One of the two has gone.
        }
        await both.CancelAsync();
    }

    private bool IsCut(bool isRequest, Turns state)
    {
        if (isRequest)
        {
            if (!state.IsAsking && Volatile.Read(ref _requestsLeft) > 0)
                state.IsLast = Interlocked.Decrement(ref _requestsLeft) == 0;
            state.IsAsking = true;
            return false;
        }
        state.IsAsking = false;
        if (!state.IsLast)
            return false;
        _refuses = _refusesThen;
        _cut.TrySetResult();
        return true;
    }

    /// <summary>Whose turn it is on a connection.</summary>
    private sealed class Turns
    {
        public bool IsAsking { get; set; }
        public bool IsLast { get; set; }
    }
}
