using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>ofp_port (OpenFlow 1.3.5 §7.2.1).</summary>
internal static class PortWire
{
    public const int Size = 64;
    public const int NameSize = 16;

    public static PortDescription Read(ref WireReader reader)
    {
        var number = reader.UInt32();
        reader.Skip(4);
        var address = new MacAddress((ulong)reader.Number(6));
        reader.Skip(2);
        return new PortDescription(
            number,
            address,
            Name: reader.Text(NameSize),
            Config: reader.UInt32(),
            State: reader.UInt32(),
            Current: reader.UInt32(),
            Advertised: reader.UInt32(),
            Supported: reader.UInt32(),
            Peer: reader.UInt32(),
            CurrentSpeed: reader.UInt32(),
            MaxSpeed: reader.UInt32());
    }

    public static void Write(PortDescription port, ref WireWriter writer)
    {
        writer.UInt32(port.PortNo);
        writer.Zeros(4);
        writer.Number(port.HardwareAddress.Value, 6, "hardware address");
        writer.Zeros(2);
        writer.Text(port.Name, NameSize, "port name");
        writer.UInt32(port.Config);
        writer.UInt32(port.State);
        writer.UInt32(port.Current);
        writer.UInt32(port.Advertised);
        writer.UInt32(port.Supported);
        writer.UInt32(port.Peer);
        writer.UInt32(port.CurrentSpeed);
        writer.UInt32(port.MaxSpeed);
    }
}
