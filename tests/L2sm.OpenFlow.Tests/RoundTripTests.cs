using CsCheck;
using L2sm.OpenFlow.Messages;

namespace L2sm.OpenFlow.Tests;

public class RoundTripTests
{
    [Fact]
    public void Every_message_comes_back_equal_and_as_long_as_announced() => MessageGenerators.Message.Sample(static message =>
    {
        var bytes = Wire.Encode(message);
        bytes.Length.ShouldBe(OpenFlowCodec.GetLength(message));
        var back = OpenFlowCodec.Decode(bytes);
        back.ShouldBe(message);
        back.GetHashCode().ShouldBe(message.GetHashCode());
        Wire.Encode(back).ShouldBe(bytes);
    }, iter: 10_000);

    [Fact]
    public void A_frame_in_segments_is_the_same_message() =>
        Gen.Select(MessageGenerators.Message, Gen.Int[0, int.MaxValue].Array[1, 6]).Sample(static (message, cuts) =>
        {
            var bytes = Wire.Encode(message);
            OpenFlowCodec.Decode(Wire.Split(bytes, [.. cuts.Select(c => c % (bytes.Length + 1))])).ShouldBe(message);
        }, iter: 3_000);

    [Fact]
    public void The_generators_reach_every_type_of_message()
    {
        HashSet<Type> seen = [];
        MessageGenerators.Message.Sample(message => { lock (seen) seen.Add(message.GetType()); }, iter: 5_000);
        var all = typeof(OpenFlowMessage).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(OpenFlowMessage)) && !t.IsAbstract);
        all.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public void Text_of_every_message_can_be_written() =>
        MessageGenerators.Message.Sample(static message => message.ToString().ShouldNotBeNullOrEmpty(), iter: 2_000);

    [Fact]
    public void A_message_of_more_than_64_KiB_is_refused_with_what_to_do()
    {
        var buckets = Enumerable.Repeat(new Bucket([new Actions.OutputAction(1)]), 3000).ToEquatableArray();
        var error = Should.Throw<InvalidOperationException>(() => Wire.Encode(new GroupMod(GroupModCommand.Add, GroupType.All, 1, buckets)));
        error.Message.ShouldContain("96016 bytes");
        error.Message.ShouldContain("split");
    }

    [Fact]
    public void The_longest_message_can_be_written_and_read()
    {
        var message = new EchoRequest(new byte[OpenFlowCodec.MaxLength - OpenFlowCodec.HeaderLength].ToEquatableArray());
        OpenFlowCodec.Decode(Wire.Encode(message)).ShouldBe(message);
    }
}
