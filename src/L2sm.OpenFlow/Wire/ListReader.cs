using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace L2sm.OpenFlow.Wire;

/// <summary>Lists that fill the rest of a structure. Counted first, so that the array is made once and in its size.</summary>
internal static class ListReader
{
    public delegate T ReadItem<T>(ref WireReader reader);

    /// <summary>Items that all have that many bytes.</summary>
    public static EquatableArray<T> OfSize<T>(int size, ref WireReader reader, ReadItem<T> read) where T : IEquatable<T> =>
        Fill((reader.Remaining + size - 1) / size, ref reader, read);

    /// <summary>Items that begin with, or have at that offset, their own length of 16 bits.</summary>
    public static EquatableArray<T> OfOwnLength<T>(int lengthOffset, ref WireReader reader, ReadItem<T> read) where T : IEquatable<T> =>
        Fill(Count(reader.Ahead, lengthOffset), ref reader, read);

    private static EquatableArray<T> Fill<T>(int count, ref WireReader reader, ReadItem<T> read) where T : IEquatable<T>
    {
        if (count == 0) return default;
        var items = new T[count];
        for (var i = 0; i < count; i++) items[i] = read(ref reader);
        // A length that lies is refused when its item is read; this stands guard over the counting.
        reader.ExpectEnd();
        return new EquatableArray<T>(ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private static int Count(ReadOnlySpan<byte> bytes, int lengthOffset)
    {
        var count = 0;
        for (; bytes.Length > 0; count++)
        {
            // What is cut short or too short for a step is one last item, whose reading says what is wrong.
            if (bytes.Length < lengthOffset + sizeof(ushort)) return count + 1;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[lengthOffset..]);
            if (length < lengthOffset + sizeof(ushort) || length > bytes.Length) return count + 1;
            bytes = bytes[length..];
        }
        return count;
    }
}
