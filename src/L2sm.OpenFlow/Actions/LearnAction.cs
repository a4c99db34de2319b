namespace L2sm.OpenFlow.Actions;

/// <summary>Adds a flow made from the packet (Nicira's NXAST_LEARN, subtype 16; with a limit NXAST_LEARN2, subtype 45).</summary>
/// <param name="IdleTimeout">The new flow's, in seconds.</param>
/// <param name="HardTimeout">The new flow's, in seconds.</param>
/// <param name="Priority">The new flow's.</param>
/// <param name="Cookie">The new flow's.</param>
/// <param name="Flags">NX_LEARN_F_* bits: 1 sends flow-removed, 2 deletes learned flows with this one.</param>
/// <param name="TableId">The new flow's.</param>
/// <param name="FinIdleTimeout">The idle timeout after a TCP FIN or RST, in seconds.</param>
/// <param name="FinHardTimeout">The hard timeout after a TCP FIN or RST, in seconds.</param>
/// <param name="Specs">What the new flow matches and does, in order.</param>
/// <param name="Limit">With so many flows of this cookie in the table, no more are added; 0 is no limit. The flows that are there stay, and are kept fresh.</param>
public sealed record LearnAction(
    ushort IdleTimeout,
    ushort HardTimeout,
    ushort Priority,
    ulong Cookie,
    ushort Flags,
    byte TableId,
    ushort FinIdleTimeout,
    ushort FinHardTimeout,
    EquatableArray<LearnSpec> Specs,
    uint Limit = 0) : OpenFlowAction
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString()
    {
        List<string> parts = [$"table={TableId}"];
        if (IdleTimeout != 0) parts.Add($"idle_timeout={IdleTimeout}");
        if (HardTimeout != 0) parts.Add($"hard_timeout={HardTimeout}");
        if (FinIdleTimeout != 0) parts.Add($"fin_idle_timeout={FinIdleTimeout}");
        if (FinHardTimeout != 0) parts.Add($"fin_hard_timeout={FinHardTimeout}");
        parts.Add($"priority={Priority}");
        if (Cookie != 0) parts.Add($"cookie=0x{Cookie:x}");
        if (Flags != 0) parts.Add($"flags=0x{Flags:x}");
        if (Limit != 0) parts.Add($"limit={Limit}");
        parts.AddRange(Specs.Items.Select(static spec => spec.ToString()));
        return $"learn({string.Join(',', parts)})";
    }
}

/// <summary>One part of a flow that <see cref="LearnAction"/> makes.</summary>
public abstract record LearnSpec
{
    private protected static Subfield SameWidth(Subfield source, Subfield destination) => source.Bits == destination.Bits
        ? destination
        : throw new ArgumentException($"{source} has {source.Bits} bits but {destination} has {destination.Bits}", nameof(destination));
}

/// <summary>The new flow matches on the packet's value of a field.</summary>
/// <exception cref="ArgumentException">Source and destination differ in width.</exception>
public sealed record MatchFromField(Subfield Source, Subfield Destination) : LearnSpec
{
    /// <summary>The matched bits.</summary>
    public Subfield Destination { get; } = SameWidth(Source, Destination);

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => Source == Destination ? Destination.ToString() : $"{Destination}={Source}";
}

/// <summary>The new flow matches on a value, of at most 128 bits.</summary>
public sealed record MatchFromValue(UInt128 Value, Subfield Destination) : LearnSpec
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"{Destination}=0x{Value:x}";
}

/// <summary>The new flow loads the packet's value of a field.</summary>
/// <exception cref="ArgumentException">Source and destination differ in width.</exception>
public sealed record LoadFromField(Subfield Source, Subfield Destination) : LearnSpec
{
    /// <summary>The loaded bits.</summary>
    public Subfield Destination { get; } = SameWidth(Source, Destination);

    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"load:{Source}->{Destination}";
}

/// <summary>The new flow loads a value, of at most 128 bits.</summary>
public sealed record LoadFromValue(UInt128 Value, Subfield Destination) : LearnSpec
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"load:0x{Value:x}->{Destination}";
}

/// <summary>The new flow outputs to the port that the packet has in a field.</summary>
public sealed record OutputFromField(Subfield Source) : LearnSpec
{
    /// <summary>In the words of ovs-ofctl.</summary>
    public override string ToString() => $"output:{Source}";
}
