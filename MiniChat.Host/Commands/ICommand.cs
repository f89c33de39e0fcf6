namespace MiniChat.Host.Commands;

/// <summary>One thing that the program does in place of serving.</summary>
internal interface ICommand
{
    /// <summary>What is told when it was stopped by Ctrl+C.</summary>
    string Stopped { get; }

    /// <summary>Does it.</summary>
    /// <param name="settings">What is configured.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="Storage.Moving.MoveException">It cannot be done.</exception>
    /// <exception cref="StartupException">A database cannot be used.</exception>
    Task RunAsync(CommandSettings settings, ConsoleProgress progress, CancellationToken cancel);
}
