using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>The elements of a hello (OpenFlow 1.3.5 §7.5.1); unknown ones are skipped, as that section asks.</summary>
internal static class HelloWire
{
    private const ushort VersionBitmap = 1;
    private const int ElementHeader = 4;

    public static Hello Read(byte version, ref WireReader body)
    {
        // Before 1.3 a hello had no elements, and whatever followed the header was to be ignored.
        if (version < OpenFlowCodec.Version13)
        {
            body.Skip(body.Remaining);
            return new Hello(version);
        }
        EquatableArray<byte>? versions = null;
        while (body.Remaining > 0)
        {
            var at = body.Offset;
            var type = body.UInt16();
            int length = body.UInt16();
            if (length < ElementHeader) throw new OpenFlowFormatException($"A hello element says {length} bytes; its header alone has {ElementHeader}", at + 2);
            var element = body.Nested(length - ElementHeader, "hello element");
            body.Skip(Math.Min((8 - length % 8) % 8, body.Remaining));
            if (type == VersionBitmap) versions ??= ReadBitmap(ref element);
        }
        return new Hello(version, versions);
    }

    public static void Write(Hello hello, ref WireWriter writer)
    {
        if (hello.SupportedVersions is not { } versions) return;
        if (hello.Version < OpenFlowCodec.Version13) throw new InvalidOperationException($"A hello of version {hello.Version} can have no version bitmap");
        Span<uint> words = stackalloc uint[8];
        words.Clear();
        var count = 0;
        foreach (var version in versions)
        {
            words[version / 32] |= 1u << version % 32;
            count = Math.Max(count, version / 32 + 1);
        }
        var start = writer.Position;
        writer.UInt16(VersionBitmap);
        writer.UInt16((ushort)(ElementHeader + 4 * count));
        foreach (var word in words[..count]) writer.UInt32(word);
        writer.PadTo8(start);
    }

    private static EquatableArray<byte> ReadBitmap(ref WireReader element)
    {
        List<byte> versions = [];
        for (var word = 0; element.Remaining > 0; word++)
        {
            var bits = element.UInt32();
            for (var bit = 0; bit < 32 && word < 8; bit++)
            {
                if ((bits >> bit & 1) != 0) versions.Add((byte)(32 * word + bit));
            }
        }
        return versions.ToEquatableArray();
    }
}
