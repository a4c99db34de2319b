using System.Buffers.Binary;
using CsCheck;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

public class MalformedTests
{
    public static TheoryData<string> Goldens => [.. Wire.GoldenNames()];

    [Fact]
    public void A_message_cut_anywhere_is_rejected() => MessageGenerators.Message.Sample(static message =>
    {
        var bytes = Wire.Encode(message);
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<OpenFlowFormatException>(() => OpenFlowCodec.Decode(bytes.AsSpan(0, length)));
    }, iter: 50);

    [Fact]
    public void A_message_cut_anywhere_with_a_header_that_agrees_is_rejected_or_valid() => MessageGenerators.Message.Sample(static message =>
    {
        var bytes = Wire.Encode(message);
        for (var length = OpenFlowCodec.HeaderLength; length < bytes.Length; length++) RejectedOrValid(WithLength(bytes[..length]));
    }, iter: 500);

    [Theory]
    [MemberData(nameof(Goldens))]
    public void A_real_message_cut_or_with_any_bit_flipped_is_rejected_or_valid(string name)
    {
        var bytes = Wire.Golden(name);
        // Of a long one of equal items, the first ones stand for all.
        const int Enough = 600;
        for (var length = OpenFlowCodec.HeaderLength; length < Math.Min(bytes.Length, Enough); length++) RejectedOrValid(WithLength(bytes[..length]));
        WithLength(bytes);
        for (var bit = 0; bit < Math.Min(bytes.Length, Enough) * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            RejectedOrValid(bytes);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_message_with_bytes_changed_is_rejected_or_valid() =>
        Gen.Select(MessageGenerators.Message, Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 4]).Sample(static (message, changes) =>
        {
            var bytes = Wire.Encode(message);
            foreach (var (position, value) in changes) bytes[position % bytes.Length] = value;
            RejectedOrValid(bytes);
        }, iter: 10_000);

    [Fact]
    public void Any_two_bytes_that_lie_as_a_length_are_rejected_or_valid() =>
        Gen.Select(MessageGenerators.Message, Gen.UShort).Sample(static (message, lie) =>
        {
            var bytes = Wire.Encode(message);
            for (var i = OpenFlowCodec.HeaderLength; i + 2 <= bytes.Length; i += 2)
            {
                var truth = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(i));
                foreach (var value in (ushort[])[lie, 0, 1, ushort.MaxValue, (ushort)(truth + 8), (ushort)(truth - 8)])
                {
                    BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i), value);
                    RejectedOrValid(bytes);
                }
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i), truth);
            }
        }, iter: 120);

    [Fact]
    public void Random_bytes_behind_any_header_are_rejected_or_valid() =>
        Gen.Select(Gen.Byte[0, 31], Gen.Byte.Array[0, 200]).Sample(static (type, body) =>
            RejectedOrValid(WithLength([OpenFlowCodec.Version13, type, 0, 0, 0, 0, 0, 0, .. body])), iter: 10_000);

    [Theory]
    [InlineData("0502000800000001", 0, "version 5")]
    [InlineData("0402000900000001", 2, "9 bytes")]
    [InlineData("04020008", 4, "4 bytes")]
    [InlineData("0405000900000001ff", 8, "1 bytes too many")]
    [InlineData("04 06 0010 00000001 00000000000000a1", 16, "FeaturesReply is cut short")]
    [InlineData("04 00 000c 00000001 0001 0003", 10, "hello element")]
    [InlineData("04 00 0010 00000001 0001 0009 00000010", 12, "hello element|Hello")]
    [InlineData("04 0d 0020 00000001 ffffffff 00000001 0008 000000000000 0000 000c 00000001", 26, "multiple of 8")]
    [InlineData("04 0d 0020 00000001 ffffffff 00000001 0008 000000000000 0000 0018 00000001", 28, "output action|PacketOut")]
    [InlineData("04 0f 0014 00000001 0000 00 00 00000007 000f 0000", 16, "bucket")]
    [InlineData("04 13 0014 00000001 0001 0000 00000000 0008 0000", 16, "flow")]
    public void What_is_wrong_is_said_with_its_offset(string hex, int offset, string text)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));
        var error = Should.Throw<OpenFlowFormatException>(() => OpenFlowCodec.Decode(bytes));
        error.Offset.ShouldBe(offset);
        text.Split('|').ShouldContain(t => error.Message.Contains(t, StringComparison.OrdinalIgnoreCase), error.Message);
        error.Message.ShouldContain($"at byte {offset}");
    }

    [Fact]
    public void A_match_with_a_field_twice_is_rejected() =>
        Should.Throw<OpenFlowFormatException>(() => OpenFlowCodec.Decode(TwoInPorts())).Message.ShouldContain("OXM_OF_IN_PORT is in the match twice");

    private static byte[] TwoInPorts()
    {
        var one = Wire.Encode(new FlowMod { Match = Matching.Match.Of(Matching.MatchField.InPort(1)) });
        const int MatchOffset = 48;
        var field = one[(MatchOffset + 4)..(MatchOffset + 12)];
        byte[] two = [.. one[..(MatchOffset + 4)], .. field, .. field, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(two.AsSpan(MatchOffset + 2), 20);
        return WithLength(two);
    }

    private static byte[] WithLength(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        return bytes;
    }

    /// <summary>No exception but the one for bad bytes, with an offset inside; what is accepted can be written and read again.</summary>
    internal static void RejectedOrValid(byte[] bytes)
    {
        OpenFlowMessage message;
        try
        {
            message = OpenFlowCodec.Decode(bytes);
        }
        catch (OpenFlowFormatException error)
        {
            error.Offset.ShouldBeInRange(0, bytes.Length);
            return;
        }
        OpenFlowCodec.Decode(Wire.Encode(message)).ShouldBe(message);
    }
}
