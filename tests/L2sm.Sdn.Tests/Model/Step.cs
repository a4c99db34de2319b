using CsCheck;

namespace L2sm.Sdn.Tests.Model;

/// <summary>What happens next.</summary>
internal enum Event
{
    Attach,
    Detach,
    CreateNetwork,
    DeleteNetwork,
    CutCable,
    SilenceCable,
    MendCable,
    SwitchRestarts,
    SwitchLeaves,
    SwitchComesBack,
    ControllerCrashes,
    PortVanishes,
    PortAppears,
    HostsSwap,
    SwitchStalls,
}

/// <summary>How long nothing else happens after it.</summary>
internal enum Pause
{
    None,
    /// <summary>Some messages pass.</summary>
    Short,
    /// <summary>A round of discovery passes.</summary>
    Round,
    /// <summary>All is well again before the next event.</summary>
    UntilQuiet,
}

/// <summary>One step of a history. Numbers are taken modulo what there is, so that any numbers make sense.</summary>
internal sealed record Step(Event Event, int Switch, uint Port, int Network, int Cable, bool KnownAddress, Pause Pause)
{
    private static readonly Event[] Often = [Event.Attach, Event.Attach, Event.Attach, Event.Detach, Event.CutCable, Event.SilenceCable, Event.MendCable, Event.MendCable, Event.SwitchStalls, Event.SwitchLeaves];

    private static readonly Pause[] Pauses = [Pause.None, Pause.None, Pause.Short, Pause.Short, Pause.Round, Pause.UntilQuiet];

    /// <summary>Any step; those that move ports and trees more often than the rest.</summary>
    public static Gen<Step> Any { get; } =
        from @event in Gen.OneOf(Gen.Int[0, Often.Length - 1].Select(i => Often[i]), Gen.Int[0, 14].Select(i => (Event)i))
        from at in Gen.Int[0, 4]
        from port in Gen.UInt[1, 2]
        from network in Gen.Int[0, 1]
        from cable in Gen.Int[0, 9]
        from known in Gen.Bool
        from pause in Gen.Int[0, 5].Select(i => Pauses[i])
        select new Step(@event, at, port, network, cable, known, pause);
}
