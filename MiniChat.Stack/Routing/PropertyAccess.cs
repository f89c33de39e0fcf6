using System.Reflection;

namespace MiniChat.Stack.Routing;

/// <summary>Delegates that read and set properties. Unlike compiled expressions they cost the start almost nothing.</summary>
internal static class PropertyAccess
{
    /// <summary>Makes a delegate that reads the property.</summary>
    public static Func<object, object?> Reader(PropertyInfo property) =>
        (Func<object, object?>)Make(nameof(Reader), property, property.GetMethod!);

    /// <summary>Makes a delegate that sets the property.</summary>
    public static Action<object, object?> Setter(PropertyInfo property) =>
        (Action<object, object?>)Make(nameof(Setter), property, property.SetMethod!);

    private static object Make(string name, PropertyInfo property, MethodInfo accessor)
    {
        var open = typeof(PropertyAccess).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return open.MakeGenericMethod(property.DeclaringType!, property.PropertyType).Invoke(null, [accessor])!;
    }

    private static Func<object, object?> Reader<TOwner, TValue>(MethodInfo accessor)
        where TOwner : class
    {
        var read = accessor.CreateDelegate<Func<TOwner, TValue>>();
        return owner => read((TOwner)owner);
    }

    private static Action<object, object?> Setter<TOwner, TValue>(MethodInfo accessor)
        where TOwner : class
    {
        var set = accessor.CreateDelegate<Action<TOwner, TValue>>();
        return (owner, value) => set((TOwner)owner, (TValue)value!);
    }
}
