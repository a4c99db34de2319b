using System.Buffers;

namespace L2sm.OpenFlow.Tests;

/// <summary>Bytes of messages, for tests.</summary>
internal static class Wire
{
    public static byte[] Encode(OpenFlowMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        OpenFlowCodec.Encode(message, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Golden(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".hex"));
        return Convert.FromHexString(text.ReplaceLineEndings(""));
    }

    public static IEnumerable<string> GoldenNames() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.hex")
        .Select(static file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal);

    /// <summary>A sequence of several segments, cut at the given places.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, params int[] cuts)
    {
        Segment? first = null, last = null;
        var from = 0;
        foreach (var to in cuts.Order().Append(bytes.Length))
        {
            var next = new Segment(bytes.AsMemory(from, to - from), last);
            first ??= next;
            last = next;
            from = to;
        }
        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            previous.Next = this;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
        }
    }
}
