using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Pipeline;

/// <summary>A meter that a switch should hold, or holds. Made by <see cref="Of"/>, so that equal meters compare equal.</summary>
public sealed record MeterEntry
{
    private MeterEntry(uint meterId, MeterFlags flags, EquatableArray<MeterBand> bands) => (MeterId, Flags, Bands) = (meterId, flags, bands);

    /// <summary>Its number, see <see cref="MeterIds"/>.</summary>
    public uint MeterId { get; }

    /// <summary>The units, and whether bursts count.</summary>
    public MeterFlags Flags { get; }

    /// <summary>What happens above which rate.</summary>
    public EquatableArray<MeterBand> Bands { get; }

    /// <summary>
    /// A meter in the one form that is compared. Open vSwitch takes the rate for a burst size of 0 and gives it back so, asked for or not: a
    /// size that does not count is 0 here, and one that counts is never 0.
    /// </summary>
    public static MeterEntry Of(uint meterId, MeterFlags flags, EquatableArray<MeterBand> bands) => new(
        meterId,
        flags,
        bands.Select(band => band is DropBand drop
            ? drop with { BurstSize = !flags.HasFlag(MeterFlags.Burst) ? 0 : drop.BurstSize == 0 ? drop.Rate : drop.BurstSize }
            : band).ToEquatableArray());

    /// <summary>The message that makes, changes or deletes it.</summary>
    public MeterMod ToMod(MeterModCommand command) => new(command, Flags, MeterId, command == MeterModCommand.Delete ? [] : Bands);
}
