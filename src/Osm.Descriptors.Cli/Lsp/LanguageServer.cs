using System.Collections.Immutable;
using System.Text.Json;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Editing;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Lsp;

/// <summary>Answers an editor, one message after the other, until it says exit or goes away.</summary>
internal sealed class LanguageServer(MessageStream stream, TextWriter log)
{
    private readonly Workspace _workspace = new();
    private readonly Dictionary<string, string> _uris = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toldFaults = new(StringComparer.Ordinal);
    private bool _initialized;
    private bool _shutdown;

    /// <returns>The exit code: 0 where the editor said shutdown before exit.</returns>
    public int Run()
    {
        while (true)
        {
            try
            {
                if (stream.Read() is not { } message)
                    return _shutdown ? ExitCode.Fine : ExitCode.Findings;
                if (!Handle(message))
                    return _shutdown ? ExitCode.Fine : ExitCode.Findings;
            }
            catch (MessageTooLongException tooLong)
            {
                Fail(null, RpcException.InvalidRequest, tooLong.Message);
            }
            catch (InvalidDataException broken)
            {
                log.WriteLine($"osm-l2sm lsp: {broken.Message}");
                return ExitCode.Usage;
            }
        }
    }

    private bool Handle(byte[] message)
    {
        JsonElement? id = null;
        try
        {
            using var json = JsonDocument.Parse(message);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new RpcException(RpcException.InvalidRequest, "a message is an object");
            if (root.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                id = given.Clone();
            if (!root.TryGetProperty("method", out var name))
            {
                // An answer to something that we never ask.
                if (root.TryGetProperty("result", out _) || root.TryGetProperty("error", out _))
                    return true;
                throw new RpcException(RpcException.InvalidRequest, "there is no method");
            }

            var method = name.GetString();
            var parameters = root.TryGetProperty("params", out var found) ? found : default;
            if (method == "exit")
                return false;
            if (id is { } request)
                Answer(request, method, parameters);
            else
                Notice(method, parameters);
        }
        catch (RpcException wrong)
        {
            Fail(id, wrong.Code, wrong.Message);
        }
        catch (JsonException broken)
        {
            Fail(null, RpcException.ParseError, broken.Message);
        }
        // What the element accessors throw for parameters of another shape.
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            Fail(id, RpcException.InvalidParams, $"the parameters are not what the protocol says: {wrong.Message}");
        }

        return true;
    }

    private void Answer(JsonElement id, string? method, JsonElement parameters)
    {
        if (!_initialized && method != "initialize")
            throw new RpcException(RpcException.NotInitialized, "the first request is 'initialize'");
        if (_shutdown)
            throw new RpcException(RpcException.InvalidRequest, "after 'shutdown' comes 'exit'");
        Action<Utf8JsonWriter> result = method switch
        {
            "initialize" => Initialize,
            "shutdown" => Shutdown,
            "textDocument/hover" => Hover(parameters),
            "textDocument/definition" => Definition(parameters),
            "textDocument/codeAction" => CodeActions(parameters),
            _ => throw new RpcException(RpcException.MethodNotFound, $"there is no method '{method}'"),
        };
        Send(json =>
        {
            json.WritePropertyName("id");
            id.WriteTo(json);
            json.WritePropertyName("result");
            result(json);
        });
    }

    private void Notice(string? method, JsonElement parameters)
    {
        switch (method)
        {
            case "textDocument/didOpen":
                var opened = parameters.GetProperty("textDocument");
                _workspace.ForgetDisk();
                Take(opened.GetProperty("uri").GetString()!, opened.GetProperty("text").GetString()!);
                break;
            case "textDocument/didChange":
                // Full texts are what was asked for: the last one counts.
                var changes = parameters.GetProperty("contentChanges");
                if (changes.GetArrayLength() > 0)
                    Take(parameters.GetProperty("textDocument").GetProperty("uri").GetString()!, changes[changes.GetArrayLength() - 1].GetProperty("text").GetString()!);
                break;
            case "textDocument/didClose":
                var closed = PathOf(parameters);
                _workspace.Close(closed);
                Publish(closed, []);
                PublishAll();
                break;
            case "textDocument/didSave" or "workspace/didChangeWatchedFiles":
                _workspace.ForgetDisk();
                PublishAll();
                break;
        }
    }

    private void Take(string uri, string text)
    {
        var path = DocumentUri.ToPath(uri);
        // Editors escape URIs in their own ways: they get back what they gave.
        _uris[path] = uri;
        _workspace.Set(path, text);
        PublishAll();
    }

    private void PublishAll()
    {
        // One file may mend or break another: an NSD its VNFDs.
        foreach (var file in _workspace.Open.ToArray())
        {
            var (findings, faults) = _workspace.Validate(file);
            Publish(file, findings);
            foreach (var fault in faults.Select(fault => $"{fault.Position}: {fault.Message}; {fault.Cure}").Where(_toldFaults.Add))
                Notify("window/showMessage", json =>
                {
                    json.WriteNumber("type", 1);
                    json.WriteString("message", fault);
                });
        }
    }

    private void Publish(string file, ImmutableArray<Finding> findings) => Notify("textDocument/publishDiagnostics", json =>
    {
        json.WriteString("uri", UriOf(file));
        json.Objects("diagnostics", findings, finding => LspJson.WriteDiagnostic(json, finding, UriOf));
    });

    private void Initialize(Utf8JsonWriter json)
    {
        _initialized = true;
        json.WriteStartObject();
        json.Object("capabilities", () =>
        {
            json.WriteString("positionEncoding", "utf-16");
            json.Object("textDocumentSync", () =>
            {
                json.WriteBoolean("openClose", true);
                json.WriteNumber("change", 1);
                json.WriteBoolean("save", true);
            });
            json.WriteBoolean("hoverProvider", true);
            json.WriteBoolean("definitionProvider", true);
            json.Object("codeActionProvider", () =>
            {
                json.WriteStartArray("codeActionKinds");
                json.WriteStringValue("quickfix");
                json.WriteEndArray();
            });
        });
        json.Object("serverInfo", () =>
        {
            json.WriteString("name", "osm-l2sm");
            json.WriteString("version", ProgramVersion.Text);
        });
        json.WriteEndObject();
    }

    private void Shutdown(Utf8JsonWriter json)
    {
        _shutdown = true;
        json.WriteNullValue();
    }

    private Action<Utf8JsonWriter> Hover(JsonElement parameters)
    {
        var file = PathOf(parameters);
        var text = OffsetOf(file, parameters) is { } offset ? _workspace.Hover(file, offset) : null;
        return json =>
        {
            if (text is null)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartObject();
            json.Object("contents", () =>
            {
                json.WriteString("kind", "markdown");
                json.WriteString("value", text);
            });
            json.WriteEndObject();
        };
    }

    private Action<Utf8JsonWriter> Definition(JsonElement parameters)
    {
        var file = PathOf(parameters);
        var places = OffsetOf(file, parameters) is { } offset ? _workspace.Definition(file, offset) : [];
        return json =>
        {
            json.WriteStartArray();
            foreach (var place in places)
            {
                json.WriteStartObject();
                LspJson.WriteLocation(json, place, UriOf);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        };
    }

    private Action<Utf8JsonWriter> CodeActions(JsonElement parameters)
    {
        var file = PathOf(parameters);
        var range = parameters.GetProperty("range");
        var (first, last) = (range.GetProperty("start").GetProperty("line").GetInt32() + 1, range.GetProperty("end").GetProperty("line").GetInt32() + 1);
        var lines = _workspace.Lines(file);
        var findings = lines is null ? [] : _workspace.Validate(file).Findings
            .Where(finding => finding.Fix is { } fix && fix.Edits.All(edit => edit.File == file))
            .Where(finding => finding.Position.Line <= last && (finding.End ?? finding.Position).Line >= first);
        return json =>
        {
            json.WriteStartArray();
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                LspJson.WriteAction(json, finding, finding.Fix!, lines!, UriOf);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        };
    }

    private static string PathOf(JsonElement parameters) => DocumentUri.ToPath(parameters.GetProperty("textDocument").GetProperty("uri").GetString()!);

    private int? OffsetOf(string file, JsonElement parameters)
    {
        var position = parameters.GetProperty("position");
        return _workspace.Lines(file)?.OffsetOf(Placed(position, "line"), Placed(position, "character"));
    }

    // From 0 to from 1; what is beyond any file stays there.
    private static int Placed(JsonElement position, string name) => Math.Clamp(position.GetProperty(name).GetInt32(), 0, int.MaxValue - 1) + 1;

    private string UriOf(string file) => _uris.GetValueOrDefault(file) ?? DocumentUri.FromPath(file);

    private void Notify(string method, Action<Utf8JsonWriter> parameters) => Send(json =>
    {
        json.WriteString("method", method);
        json.Object("params", () => parameters(json));
    });

    private void Fail(JsonElement? id, int code, string message) => Send(json =>
    {
        json.WritePropertyName("id");
        if (id is { } known)
            known.WriteTo(json);
        else
            json.WriteNullValue();
        json.Object("error", () =>
        {
            json.WriteNumber("code", code);
            json.WriteString("message", message);
        });
    });

    private void Send(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            content(json);
            json.WriteEndObject();
        }

        stream.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
