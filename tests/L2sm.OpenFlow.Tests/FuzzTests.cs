using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace L2sm.OpenFlow.Tests;

/// <summary>
/// Mutates what real switches sent, for a time: <c>L2SM_FUZZ_SECONDS</c> (2) with the seed <c>L2SM_FUZZ_SEED</c> (random). A failure tells both
/// the seed and the bytes.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    /// <summary>What bytes may cost: the dearest is a match field of 5 bytes, 64 bytes read and again sorted.</summary>
    private const int MaxBytesPerByte = 40;
    /// <summary>The message, and where bytes are refused the exception with its text.</summary>
    private const int MaxBytesBeside = 16 * 1024;

    [Fact]
    public void Mutated_messages_are_rejected_or_valid_and_cost_no_more_memory_than_they_may()
    {
        var seed = Number("L2SM_FUZZ_SEED") ?? Random.Shared.Next();
        var time = TimeSpan.FromSeconds(Number("L2SM_FUZZ_SECONDS") ?? 2);
        var random = new Random(seed);
        byte[][] corpus = [.. Wire.GoldenNames().Select(Wire.Golden)];
        var clock = Stopwatch.StartNew();
        var count = 0;
        for (; clock.Elapsed < time; count++)
        {
            var bytes = Mutate(corpus[random.Next(corpus.Length)], corpus, random);
            try
            {
                Check(bytes, random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Failed with L2SM_FUZZ_SEED={seed} after {count} cases, on {Convert.ToHexStringLower(bytes)}", e);
            }
        }
        output.WriteLine($"{count} cases of seed {seed}");
        count.ShouldBeGreaterThan(100);
    }

    private static void Check(byte[] bytes, Random random)
    {
        MalformedTests.RejectedOrValid(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var whole = TryDecode(new ReadOnlySequence<byte>(bytes));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MaxBytesPerByte * bytes.Length + MaxBytesBeside);
        TryDecode(Wire.Split(bytes, random.Next(bytes.Length + 1), random.Next(bytes.Length + 1))).ShouldBe(whole);
        whole?.ToString().ShouldNotBeEmpty();
        // A stream goes forward by a frame's length, or says that it cannot be followed.
        var stream = new ReadOnlySequence<byte>(bytes);
        try
        {
            while (OpenFlowFraming.TryReadFrame(ref stream, out var frame)) frame.Length.ShouldBeGreaterThanOrEqualTo(OpenFlowCodec.HeaderLength);
        }
        catch (OpenFlowFormatException e)
        {
            e.Offset.ShouldBe(2);
        }
    }

    private static OpenFlowMessage? TryDecode(ReadOnlySequence<byte> frame)
    {
        try
        {
            return OpenFlowCodec.Decode(frame);
        }
        catch (OpenFlowFormatException)
        {
            return null;
        }
    }

    private static byte[] Mutate(byte[] original, byte[][] corpus, Random random)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    Put16(bytes, at, Interesting(random));
                    break;
                case 3:
                    Put16(bytes, at & ~1, (ushort)(Get16(bytes, at & ~1) + random.Next(-16, 17)));
                    break;
                case 4:
                    bytes.RemoveRange(at, random.Next(Math.Min(32, bytes.Count - at)));
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(64, bytes.Count - at))));
                    break;
                case 6:
                    var other = corpus[random.Next(corpus.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(from, random.Next(Math.Min(128, other.Length - from))).ToArray());
                    break;
                default:
                    // Other messages' bodies under this header: each parser meets each body.
                    bytes[1] = (byte)random.Next(32);
                    break;
            }
            while (bytes.Count < 2) bytes.Add(OpenFlowCodec.Version13);
        }
        if (bytes.Count > OpenFlowCodec.MaxLength) bytes.RemoveRange(OpenFlowCodec.MaxLength, bytes.Count - OpenFlowCodec.MaxLength);
        // Mostly the header agrees, so that the bodies are reached.
        if (bytes.Count >= OpenFlowCodec.HeaderLength && random.Next(10) > 0)
        {
            bytes[0] = OpenFlowCodec.Version13;
            Put16(bytes, 2, (ushort)bytes.Count);
        }
        return [.. bytes];
    }

    private static ushort Interesting(Random random)
    {
        ReadOnlySpan<ushort> values = [0, 1, 3, 4, 7, 8, 9, 15, 16, 24, 32, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfff8, 0xffff, 0x2320];
        return values[random.Next(values.Length)];
    }

    private static ushort Get16(List<byte> bytes, int at) => at + 1 < bytes.Count ? BinaryPrimitives.ReadUInt16BigEndian([bytes[at], bytes[at + 1]]) : (ushort)0;

    private static void Put16(List<byte> bytes, int at, ushort value)
    {
        if (at + 1 >= bytes.Count) return;
        bytes[at] = (byte)(value >> 8);
        bytes[at + 1] = (byte)value;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
