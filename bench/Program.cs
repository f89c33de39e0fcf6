using MiniChat.Bench;

// The first word chooses: a role that a child process plays, or a measurement; none runs all measurements.
switch (args.FirstOrDefault())
{
    case "serve":
        await Peers.ServeAsync(args[1], args[2..]);
        return 0;
    case "questions":
        await Questions.RunAsync();
        return 0;
    case "streams":
        await Streams.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 1000);
        return 0;
    case "relay":
        await PassThrough.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 1000);
        return 0;
    case "events":
        await ServerEvents.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 1000);
        return 0;
    case "messages":
        await Messages.RunAsync();
        return 0;
    case "start":
        await Starts.RunAsync();
        return 0;
    case "similar":
        Similar.Run();
        return 0;
    case "search":
        await Searches.RunAsync();
        return 0;
    case "usage":
        await UsageSums.RunAsync();
        return 0;
    case "postgres":
        await PostgresParts.RunAsync(args.ElementAtOrDefault(1));
        return 0;
    case "scaling":
        await Scaling.RunAsync(args.Length > 1 ? double.Parse(args[1]) : null, args.Length > 2 ? double.Parse(args[2]) : 10);
        return 0;
    case "metrics":
        await Metrics.RunAsync();
        return 0;
    case null:
        await Starts.RunAsync();
        await Messages.RunAsync();
        await Questions.RunAsync();
        await Streams.RunAsync(1000);
        await PassThrough.RunAsync(1000);
        await ServerEvents.RunAsync(1000);
        Similar.Run();
        await Searches.RunAsync();
        await UsageSums.RunAsync();
        await Metrics.RunAsync();
        await PostgresParts.RunAsync(null);
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "Usage: bench [start | messages | questions | streams [count] | relay [count] | events [count] | similar | search | usage | metrics "
                + "| postgres [questions | readers | costs | memory | search | usage] | scaling [users [asks a day]]]"
        );
        return 1;
}
