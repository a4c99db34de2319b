using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Wire;

/// <summary>Buckets and group descriptions (OpenFlow 1.3.5 §7.3.4.2 and §7.3.5.10).</summary>
internal static class GroupWire
{
    private const int BucketHeader = 16;
    private const int DescriptionHeader = 8;

    public static EquatableArray<Bucket> ReadBuckets(ref WireReader reader) => ListReader.OfOwnLength<Bucket>(0, ref reader, ReadBucket);

    public static void WriteBuckets(EquatableArray<Bucket> buckets, ref WireWriter writer)
    {
        foreach (var bucket in buckets) WriteBucket(bucket, ref writer);
    }

    public static void WriteBucket(Bucket bucket, ref WireWriter writer)
    {
        var start = writer.Position;
        var length = writer.BeginLength();
        writer.UInt16(bucket.Weight);
        writer.UInt32(bucket.WatchPort);
        writer.UInt32(bucket.WatchGroup);
        writer.Zeros(4);
        ActionWire.WriteAll(bucket.Actions, ref writer);
        writer.EndLength(length, start);
    }

    public static GroupDescription ReadDescription(ref WireReader reader)
    {
        var at = reader.Offset;
        int length = reader.UInt16();
        if (length < DescriptionHeader) throw new OpenFlowFormatException($"A group says {length} bytes; its header alone has {DescriptionHeader}", at);
        var body = reader.Nested(length - sizeof(ushort), "group");
        var type = (GroupType)body.Byte();
        body.Skip(1);
        return new GroupDescription(type, body.UInt32(), ReadBuckets(ref body));
    }

    public static void WriteDescription(GroupDescription group, ref WireWriter writer)
    {
        var start = writer.Position;
        var length = writer.BeginLength();
        writer.Byte((byte)group.Type);
        writer.Zeros(1);
        writer.UInt32(group.GroupId);
        WriteBuckets(group.Buckets, ref writer);
        writer.EndLength(length, start);
    }

    private static Bucket ReadBucket(ref WireReader reader)
    {
        var at = reader.Offset;
        int length = reader.UInt16();
        if (length < BucketHeader) throw new OpenFlowFormatException($"A bucket says {length} bytes; its header alone has {BucketHeader}", at);
        var body = reader.Nested(length - sizeof(ushort), "bucket");
        var weight = body.UInt16();
        var port = body.UInt32();
        var group = body.UInt32();
        body.Skip(4);
        return new Bucket(weight, port, group, ActionWire.ReadAll(ref body));
    }
}
