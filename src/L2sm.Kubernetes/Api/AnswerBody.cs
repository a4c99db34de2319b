using System.Buffers;

namespace L2sm.Kubernetes.Api;

/// <summary>A whole answer in a rented buffer.</summary>
internal sealed class AnswerBody : IDisposable
{
    private byte[] buffer;
    private int length;

    private AnswerBody(int size) => buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public static async Task<AnswerBody> ReadAsync(Stream stream, int largest, Operation operation, CancellationToken cancellation)
    {
        var body = new AnswerBody(16 * 1024);
        try
        {
            while (await stream.ReadAsync(body.buffer.AsMemory(body.length), cancellation) is var read and > 0)
            {
                body.length += read;
                if (body.length > largest) throw new KubernetesException(KubernetesFailure.Unexpected, $"could not {operation}: the answer has more than {largest} bytes");
                if (body.length == body.buffer.Length) body.Grow();
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        (buffer, length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
