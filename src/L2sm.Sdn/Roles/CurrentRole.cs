namespace L2sm.Sdn.Roles;

/// <summary>The role that holds now, and when it does no longer.</summary>
internal sealed class CurrentRole(FabricRole role)
{
    private readonly Lock gate = new();
    private FabricRole role = role;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>The role.</summary>
    public FabricRole Role
    {
        get
        {
            lock (gate) return role;
        }
    }

    /// <summary>The role, and a task that is done once there is another.</summary>
    public (FabricRole Role, Task Changed) Read()
    {
        lock (gate) return (role, changed.Task);
    }

    /// <summary>Changes it.</summary>
    public void Set(FabricRole newer)
    {
        TaskCompletionSource over;
        lock (gate)
        {
            (role, over) = (newer, changed);
            changed = NewSignal();
        }
        over.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
