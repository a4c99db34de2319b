using System.Globalization;
using System.Text;

namespace Osm.Descriptors.Cli.Lsp;

/// <summary>Messages over a pair of streams, each behind a <c>Content-Length</c> header (LSP base protocol).</summary>
/// <param name="input">Read byte by byte: buffered.</param>
/// <param name="output">Where messages go.</param>
internal sealed class MessageStream(Stream input, Stream output)
{
    /// <summary>The longest message that is taken, in bytes; a descriptor has at most 4 MiB.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    private const int MaxHeader = 4 * 1024;

    /// <summary>The next message.</summary>
    /// <returns>Null at the end of the input.</returns>
    /// <exception cref="MessageTooLongException">It is too long; it was skipped.</exception>
    /// <exception cref="InvalidDataException">This is not the protocol: nothing after it can be found.</exception>
    public byte[]? Read()
    {
        long? length = null;
        while (ReadLine() is var line)
        {
            if (line is null)
                return null;
            if (line.Length == 0 && length is not null)
                break;
            var colon = line.IndexOf(':');
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                length = long.TryParse(line.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                    : throw new InvalidDataException($"'{line}' is no length");
            }
            else if (colon <= 0)
            {
                throw new InvalidDataException("a header has no colon, or there is no Content-Length");
            }
        }

        if (length > MaxLength)
        {
            Skip(length.Value);
            throw new MessageTooLongException(length.Value);
        }

        var message = new byte[length!.Value];
        return input.ReadAtLeast(message, message.Length, throwOnEndOfStream: false) == message.Length ? message : null;
    }

    public void Write(ReadOnlySpan<byte> message)
    {
        output.Write(Encoding.ASCII.GetBytes($"Content-Length: {message.Length}\r\n\r\n"));
        output.Write(message);
        output.Flush();
    }

    private string? ReadLine()
    {
        var line = new StringBuilder();
        for (var next = input.ReadByte(); next != '\n'; next = input.ReadByte())
        {
            if (next < 0)
                return null;
            if (line.Length >= MaxHeader)
                throw new InvalidDataException($"a header is longer than {MaxHeader} bytes");
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }

    private void Skip(long length)
    {
        var chunk = new byte[64 * 1024];
        while (length > 0)
        {
            var read = input.Read(chunk, 0, (int)Math.Min(chunk.Length, length));
            if (read == 0)
                return;
            length -= read;
        }
    }
}

/// <summary>A message was longer than what is taken.</summary>
internal sealed class MessageTooLongException(long length)
    : Exception($"the message has {length} bytes; at most {MessageStream.MaxLength} are taken");
