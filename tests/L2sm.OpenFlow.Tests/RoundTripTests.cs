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
    public void A_group_of_the_most_buckets_fits_a_bundle_and_one_more_does_not()
    {
        var bucket = new Bucket([new Actions.OutputAction(1)]);
        OpenFlowCodec.GetLength(bucket).ShouldBe(GroupMod.MaxBucketBytes / GroupMod.MaxOutputBuckets);
        var most = new GroupMod(GroupModCommand.Add, GroupType.All, 1, Enumerable.Repeat(bucket, GroupMod.MaxOutputBuckets).ToEquatableArray());
        OpenFlowCodec.FitsBundle(most).ShouldBeTrue();
        OpenFlowCodec.Decode(Wire.Encode(new BundleAddMessage(1, BundleFlags.Atomic, most))).ShouldBeOfType<BundleAddMessage>().Change.ShouldBe(most);
        Wire.Encode(new GroupDescriptionReply([new GroupDescription(GroupType.All, 1, most.Buckets)])).Length.ShouldBeLessThanOrEqualTo(OpenFlowCodec.MaxLength);
        var more = most with { Buckets = most.Buckets.Append(bucket).ToEquatableArray() };
        OpenFlowCodec.FitsBundle(more).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => Wire.Encode(new BundleAddMessage(1, BundleFlags.Atomic, more))).Message.ShouldContain("BundleAddMessage");
    }

    [Fact]
    public void Another_xid_is_written_as_a_copy_with_it_would_be() => MessageGenerators.Message.Sample(static message =>
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        OpenFlowCodec.Encode(message, 0xdead_beef, output);
        output.WrittenSpan.ToArray().ShouldBe(Wire.Encode(message with { Xid = 0xdead_beef }));
    }, iter: 2_000);

    [Fact]
    public void A_message_that_what_is_left_of_a_buffer_does_not_hold_is_written_whole_all_the_same() =>
        Gen.Select(MessageGenerators.Message, Gen.Int[1, 200]).Sample(static (message, left) =>
        {
            var output = new Scarce(left);
            OpenFlowCodec.Encode(message, output);
            output.Written.ShouldBe(Wire.Encode(message));
        }, iter: 3_000);

    [Fact]
    public void The_longest_message_can_be_written_and_read()
    {
        var message = new EchoRequest(new byte[OpenFlowCodec.MaxLength - OpenFlowCodec.HeaderLength].ToEquatableArray());
        OpenFlowCodec.Decode(Wire.Encode(message)).ShouldBe(message);
    }

    /// <summary>Gives the bytes that are left, and more only to who asks for more; both full of what was there before.</summary>
    private sealed class Scarce(int left) : System.Buffers.IBufferWriter<byte>
    {
        private byte[] given = [];

        public List<byte> Written { get; } = [];

        public void Advance(int count) => Written.AddRange(given.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            given = new byte[Math.Max(left, sizeHint)];
            Array.Fill(given, (byte)0xa5);
            return given;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
