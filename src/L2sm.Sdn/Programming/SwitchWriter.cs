using System.Collections;
using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;
using L2sm.Sdn.Roles;
using L2sm.Sdn.Sessions;

namespace L2sm.Sdn.Programming;

/// <summary>A message that the switch refused, and its words.</summary>
internal readonly record struct RefusedMessage(ProgramMessage Message, ErrorMessage Error);

/// <summary>
/// Writes one round of differences. Where the switch has bundles, a packet meets all of them or none. If a bundle is refused nothing of it is
/// done, and the same round goes without: so each error is told with its network, and one bad network does not hold up the others.
/// </summary>
internal sealed class SwitchWriter(SwitchSession session)
{
    private const BundleFlags Flags = BundleFlags.Atomic | BundleFlags.Ordered;

    /// <summary>While a switch does a bundle it does nothing else: at some 100,000 changes a second this is a third of a second.</summary>
    private const int MostInBundle = 32_768;

    private uint lastBundle;

    /// <summary>Whether the switch has bundles; null until it was asked, which is before the first changes: a standby may not.</summary>
    public bool? HasBundles { get; private set; }

    /// <summary>Sends the differences and waits until the switch has done them. Returns what it refused.</summary>
    /// <exception cref="NotMasterException">This controller may not change the switch, or may no longer.</exception>
    /// <exception cref="SessionClosedException">The session ended.</exception>
    public async Task<IReadOnlyList<RefusedMessage>> WriteAsync(FragmentDiff diff)
    {
        var refused = new List<RefusedMessage>();
        await ProgramAsync(diff.MetersFirst, refused);
        var changes = diff.Changes();
        var adds = diff.Adds;
        if (refused.Count > 0)
        {
            adds = Without(changes[..adds], refused).Count;
            changes = Without(changes, refused);
        }
        var done = await BundleAsync(changes);
        // What goes waits until what comes is confirmed, and stays where that was refused.
        await ProgramAsync(changes[Math.Min(done, adds)..adds], refused);
        await ProgramAsync(Without(changes[Math.Max(done, adds)..], refused), refused);
        await ProgramAsync(Without([.. diff.MetersLast], refused), refused);
        return refused;
    }

    private async Task ProgramAsync(IReadOnlyList<ProgramMessage> messages, List<RefusedMessage> refused)
    {
        if (messages.Count == 0) return;
        foreach (var (index, error) in await session.ProgramAsync(messages)) refused.Add(new(messages[index], error));
    }

    private static List<ProgramMessage> Without(List<ProgramMessage> messages, List<RefusedMessage> refused)
    {
        if (refused.Count == 0) return messages;
        var keys = refused.Select(one => one.Message.FragmentKey).ToHashSet();
        return [.. messages.Where(message => !keys.Contains(message.FragmentKey))];
    }

    /// <summary>Does as many as it can in bundles, and says how many.</summary>
    private async Task<int> BundleAsync(List<ProgramMessage> changes)
    {
        if (changes.Count < 2 || HasBundles == false || !changes.TrueForAll(FitsBundle)) return 0;
        var done = 0;
        while (done < changes.Count)
        {
            var count = Math.Min(MostInBundle, changes.Count - done);
            if (!await TryCommitAsync(changes, done, count)) break;
            done += count;
        }
        return done;
    }

    /// <summary>Only a group grows with the ports of a switch.</summary>
    private static bool FitsBundle(ProgramMessage change) => change.Message is not GroupMod group || OpenFlowCodec.FitsBundle(group);

    /// <summary>Opens the first bundle, and so learns whether the switch has any.</summary>
    private async Task<bool> OpenFirstAsync(uint id)
    {
        session.ExpectMayWrite();
        var opened = await session.TryRequestAsync(Control(id, BundleControlType.OpenRequest)) is not null;
        session.ExpectMayWrite(); // a slave is refused whatever the switch can do
        HasBundles = opened;
        return opened;
    }

    /// <summary>
    /// All or nothing. A change that is refused as it is added is left out, and a commit would do the rest: so all errors are waited for, with
    /// the reply to the close, and any of them means to discard.
    /// </summary>
    private async Task<bool> TryCommitAsync(List<ProgramMessage> changes, int from, int count)
    {
        var id = ++lastBundle;
        var isOpen = HasBundles is null;
        if (isOpen && !await OpenFirstAsync(id)) return false;
        using var batch = await session.SendAsync(new Bundle(isOpen ? null : Control(id, BundleControlType.OpenRequest), id, changes, from, count));
        var closed = await session.TryRequestAsync(Control(id, BundleControlType.CloseRequest), patient: true);
        if (closed is null || batch.Errors.Count > 0)
        {
            await session.TryRequestAsync(Control(id, BundleControlType.DiscardRequest));
            return false;
        }
        var done = await session.TryRequestAsync(Control(id, BundleControlType.CommitRequest), patient: true) is not null;
        session.ExpectMayWrite();
        return done;
    }

    private static BundleControl Control(uint id, BundleControlType type) => new(id, type, Flags);

    /// <summary>Some of the changes as they go into a bundle, after its opening, if that is not done. Each is wrapped as it is written, not before: rounds are long.</summary>
    private sealed class Bundle(BundleControl? opening, uint id, List<ProgramMessage> changes, int from, int count) : IReadOnlyList<OpenFlowMessage>
    {
        private readonly int first = opening is null ? 0 : 1;

        public int Count => first + count;

        public OpenFlowMessage this[int index] => index < first ? opening! : new BundleAddMessage(id, Flags, changes[from + index - first].Message);

        public IEnumerator<OpenFlowMessage> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
