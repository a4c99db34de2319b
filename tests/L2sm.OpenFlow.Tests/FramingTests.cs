using System.Buffers;
using CsCheck;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

public class FramingTests
{
    [Fact]
    public void Messages_come_out_of_a_stream_whole_and_in_order_however_it_is_cut() =>
        Gen.Select(MessageGenerators.Message.Array[1, 4], Gen.Int[0, int.MaxValue].Array[1, 8]).Sample(static (messages, cuts) =>
        {
            byte[] bytes = [.. messages.SelectMany(Wire.Encode)];
            var buffer = Wire.Split(bytes, [.. cuts.Select(c => c % (bytes.Length + 1))]);
            foreach (var message in messages)
            {
                OpenFlowFraming.TryReadFrame(ref buffer, out var frame).ShouldBeTrue();
                OpenFlowCodec.Decode(frame).ShouldBe(message);
            }
            buffer.IsEmpty.ShouldBeTrue();
            OpenFlowFraming.TryReadFrame(ref buffer, out _).ShouldBeFalse();
        }, iter: 2_000);

    [Fact]
    public void Less_than_a_message_asks_for_more_and_takes_nothing()
    {
        var bytes = Wire.Encode(new EchoRequest([1, 2, 3]));
        for (var length = 0; length < bytes.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
            OpenFlowFraming.TryReadFrame(ref buffer, out _).ShouldBeFalse();
            buffer.Length.ShouldBe(length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_length_below_the_header_is_rejected_before_the_message_is_there(byte length)
    {
        var buffer = new ReadOnlySequence<byte>([OpenFlowCodec.Version13, 0, 0, length]);
        Should.Throw<OpenFlowFormatException>(() => OpenFlowFraming.TryReadFrame(ref buffer, out _)).Offset.ShouldBe(2);
    }
}
