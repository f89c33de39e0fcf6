namespace MiniChat.Stack.Routing;

/// <summary>Turns what handlers return into one shape; who has finished already costs no state machine.</summary>
internal static class Awaiting
{
    public static ValueTask<object?> Response<T>(Task<T> task)
    {
        return task.IsCompletedSuccessfully ? new ValueTask<object?>(task.GetAwaiter().GetResult()) : Later(task);

        static async ValueTask<object?> Later(Task<T> task) => await task;
    }

    public static ValueTask<object?> Nothing(Task task)
    {
        return task.IsCompletedSuccessfully ? default : Later(task);

        static async ValueTask<object?> Later(Task task)
        {
            await task;
            return null;
        }
    }
}
