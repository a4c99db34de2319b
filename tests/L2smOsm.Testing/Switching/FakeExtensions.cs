using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2smOsm.Testing.Switching;

/// <summary>The ONF's bundles and flow monitors, as Open vSwitch does them (docs/openflow-extensions.md): what <see cref="FakeSwitch"/> answers.</summary>
internal sealed class FakeExtensions(SoftwareSwitch tables)
{
    private readonly Dictionary<uint, List<(uint Xid, OpenFlowMessage Change)>> bundles = [];
    private HashSet<byte> watched = [];

    /// <summary>What a control message of a bundle is answered with.</summary>
    public IReadOnlyList<OpenFlowMessage> Answer(BundleControl control, Func<OpenFlowMessage, (ushort Type, ushort Code)?> refuses)
    {
        OpenFlowMessage Done(BundleControlType type) => new BundleControl(control.BundleId, type, BundleFlags.None) { Xid = control.Xid };
        if (control.ControlType == BundleControlType.OpenRequest) bundles[control.BundleId] = [];
        if (!bundles.TryGetValue(control.BundleId, out var changes)) return [Failed(BundleError.BadId, control.Xid)];
        switch (control.ControlType)
        {
            case BundleControlType.OpenRequest: return [Done(BundleControlType.OpenReply)];
            case BundleControlType.CloseRequest: return [Done(BundleControlType.CloseReply)];
            case BundleControlType.DiscardRequest:
                bundles.Remove(control.BundleId);
                return [Done(BundleControlType.DiscardReply)];
            case BundleControlType.CommitRequest:
                bundles.Remove(control.BundleId);
                IReadOnlyList<OpenFlowMessage> told = [];
                var error = tables.ApplyAll([.. changes.Select(change => change.Change)], refuses);
                if (error is var (index, type, code)) return [new ErrorMessage(type, code, []) { Xid = changes[index].Xid }, Failed(BundleError.MessageFailed, control.Xid)];
                if (watched.Count > 0 && changes.FirstOrDefault(change => change.Change is FlowMod) is { Change: not null } first) told = [Own(first.Xid)];
                return [.. told, Done(BundleControlType.CommitReply)];
            default: throw new NotSupportedException($"{control}");
        }
    }

    /// <summary>Puts a change into its bundle. An error, or null.</summary>
    public OpenFlowMessage? Add(BundleAddMessage add)
    {
        if (!bundles.TryGetValue(add.BundleId, out var changes)) return Failed(BundleError.BadId, add.Xid);
        if (add.Change is not (FlowMod or GroupMod)) return Failed(BundleError.MessageUnsupported, add.Xid);
        changes.Add((add.Xid, add.Change));
        return null;
    }

    /// <summary>Begins to watch tables.</summary>
    public OpenFlowMessage Watch(FlowMonitorRequest request)
    {
        watched = [.. watched, .. request.Monitors.Select(monitor => monitor.TableId)];
        return new FlowMonitorReply([]) { Xid = request.Xid };
    }

    /// <summary>Tells a change of our own in short; null where nobody watches.</summary>
    public OpenFlowMessage? TellOwn(uint xid) => watched.Count > 0 ? Own(xid) : null;

    /// <summary>Does what a stranger does, and gives what the watchers are told.</summary>
    public IReadOnlyList<OpenFlowMessage> ChangeByStranger(Action<SoftwareSwitch> change)
    {
        var before = tables.Flows.ToArray();
        change(tables);
        var after = tables.Flows.ToArray();
        var gone = before.Except(after, ReferenceEqualityComparer.Instance).Cast<FlowStats>()
            .Where(flow => !after.Any(other => other.TableId == flow.TableId && other.Priority == flow.Priority && other.Match == flow.Match))
            .Select(flow => Changed(FlowUpdateEvent.Deleted, flow, GroupIsGone(flow) ? FlowRemovedReason.GroupDelete : FlowRemovedReason.Delete));
        var come = after.Except(before, ReferenceEqualityComparer.Instance).Cast<FlowStats>().Select(flow => Changed(FlowUpdateEvent.Added, flow, FlowRemovedReason.IdleTimeout));
        return [.. gone.Concat(come).Where(update => watched.Contains(update.TableId)).Select(update => new FlowMonitorReply([update]))];
    }

    private bool GroupIsGone(FlowStats flow) => flow.Instructions.OfType<L2sm.OpenFlow.Instructions.ApplyActions>().SelectMany(apply => apply.Actions)
        .OfType<L2sm.OpenFlow.Actions.GroupAction>().Any(use => tables.Groups.All(group => group.GroupId != use.GroupId));

    private static FlowChanged Changed(FlowUpdateEvent what, FlowStats flow, FlowRemovedReason reason) =>
        new(what, reason, flow.TableId, flow.Priority, flow.IdleTimeout, flow.HardTimeout, flow.Cookie, flow.Match, flow.Instructions);

    private static FlowMonitorReply Own(uint xid) => new([new OwnFlowUpdate(xid)]);

    private static ErrorMessage Failed(BundleError code, uint xid) =>
        new(ErrorMessage.ExperimenterError, (ushort)code, [0x4f, 0x4e, 0x46, 0x00]) { Xid = xid };
}
