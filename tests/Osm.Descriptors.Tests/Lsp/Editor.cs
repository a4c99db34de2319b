using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Osm.Descriptors.Cli;

namespace Osm.Descriptors.Tests.Lsp;

/// <summary>An editor that talks to the real program over pipes.</summary>
internal sealed class Editor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _server;
    private readonly BufferedStream _output;
    private int _lastId;

    public Editor()
    {
        // The program is a reference of the tests: it is built beside them.
        var program = Path.ChangeExtension(typeof(Surroundings).Assembly.Location, "dll");
        _server = Process.Start(new ProcessStartInfo("dotnet", [program, "lsp", "--stdio"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = new BufferedStream(_server.StandardOutput.BaseStream);
    }

    public static Editor Started()
    {
        var editor = new Editor();
        editor.Ask("initialize", new { processId = 1, rootUri = (string?)null, capabilities = new { } });
        editor.Tell("initialized", new { });
        return editor;
    }

    /// <summary>Sends a request and gives its result; notifications in between are passed over.</summary>
    public JsonElement Ask(string method, object parameters)
    {
        var id = ++_lastId;
        Send(JsonSerializer.Serialize(new { jsonrpc = "2.0", id, method, @params = parameters }));
        return Next(message => message.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id);
    }

    public void Tell(string method, object parameters) => Send(JsonSerializer.Serialize(new { jsonrpc = "2.0", method, @params = parameters }));

    public void OpenFile(string path, string text) =>
        Tell("textDocument/didOpen", new { textDocument = new { uri = Uri(path), languageId = "yaml", version = 1, text } });

    public void Change(string path, string text) =>
        Tell("textDocument/didChange", new { textDocument = new { uri = Uri(path), version = 2 }, contentChanges = new[] { new { text } } });

    /// <summary>The next diagnostics of a file.</summary>
    public JsonElement[] Diagnostics(string path) =>
        [.. Next(message => message.TryGetProperty("method", out var method) && method.GetString() == "textDocument/publishDiagnostics"
            && message.GetProperty("params").GetProperty("uri").GetString() == Uri(path)).GetProperty("params").GetProperty("diagnostics").EnumerateArray()];

    public void Send(string content) => SendRaw($"Content-Length: {Encoding.UTF8.GetByteCount(content)}\r\n\r\n{content}");

    public void SendRaw(string bytes)
    {
        _server.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(bytes));
        _server.StandardInput.BaseStream.Flush();
    }

    public JsonElement Next(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var message = Task.Run(Read).WaitAsync(Patience).GetAwaiter().GetResult();
            if (wanted(message))
                return message;
        }
    }

    /// <summary>Ends its input and gives the exit code.</summary>
    public int Exit()
    {
        _server.StandardInput.Close();
        _server.WaitForExit(Patience).ShouldBeTrue();
        return _server.ExitCode;
    }

    public static string Uri(string path) => "file://" + path;

    public void Dispose()
    {
        if (!_server.HasExited)
            _server.Kill();
        _server.Dispose();
    }

    private JsonElement Read()
    {
        var header = new StringBuilder();
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var next = _output.ReadByte();
            if (next < 0)
                throw new EndOfStreamException(_server.StandardError.ReadToEnd());
            header.Append((char)next);
        }

        var content = new byte[int.Parse(header.ToString().Split(':')[1])];
        _output.ReadExactly(content);
        return JsonDocument.Parse(content).RootElement;
    }
}
