using MiniChat.Host.Storage.Postgres;

namespace MiniChat.Tests.Storage;

[TestFixture]
internal sealed class PostgresOptionsTests
{
    [Test]
    public void What_a_connection_string_does_not_say_is_as_the_page_says_so_that_callers_are_told_in_time()
    {
        var read = PostgresOptions.Read("Host=a;Database=b");

        Assert.That((read.Timeout, read.CommandTimeout, read.CancellationTimeout), Is.EqualTo((4, 5, 500)));
        Assert.That((read.ApplicationName, read.TcpKeepAlive), Is.EqualTo(("minichat", true)));
    }

    [Test]
    public void What_it_says_stays_in_whatever_spelling()
    {
        var read = PostgresOptions.Read(
            "Host=a;Database=b;CommandTimeout=60;TIMEOUT=15;Application Name=team;Tcp Keepalive=false"
        );

        Assert.That((read.Timeout, read.CommandTimeout), Is.EqualTo((15, 60)));
        Assert.That((read.ApplicationName, read.TcpKeepAlive), Is.EqualTo(("team", false)));
    }
}
