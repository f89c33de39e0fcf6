using MiniChat.Host.Storage.Postgres;
using MiniChat.Tests.Support;

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
    public async Task What_it_says_of_the_planner_counts_and_the_rest_goes_by_index()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var given = new PostgresOptions { ConnectionString = database.ConnectionString + ";Options=-c enable_hashjoin=on" };
        await using var pool = PostgresStart.Open(given, TimeProvider.System);

        var settings = await new PostgresEngine(pool).ReadAsync(
            session =>
                session
                    .Prepare("SELECT current_setting('enable_hashjoin'), current_setting('enable_seqscan')")
                    .FirstAsync(row => row.Text(0) + row.Text(1)),
            TestContext.CurrentContext.CancellationToken
        );

        Assert.That(settings, Is.EqualTo("onoff"));
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
