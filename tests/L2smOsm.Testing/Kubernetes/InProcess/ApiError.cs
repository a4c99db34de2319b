using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>An answer that is no success, as the real server gives it.</summary>
internal sealed class ApiError(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public static ApiError NotFound(KindInfo kind, string name) => new(404, "NotFound", $"{kind.FullName} \"{name}\" not found", Details(kind, name));

    public static ApiError AlreadyExists(KindInfo kind, string name) => new(409, "AlreadyExists", $"{kind.FullName} \"{name}\" already exists", Details(kind, name));

    public static ApiError Conflict(KindInfo kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.FullName} \"{name}\": {why}", Details(kind, name));

    public static ApiError Invalid(KindInfo kind, string name, string why) => new(422, "Invalid", $"{kind.Kind} \"{name}\" is invalid: {why}", Details(kind, name));

    public static ApiError BadRequest(string why) => new(400, "BadRequest", why);

    public static ApiError Expired(string why) => new(410, "Expired", why);

    public JsonObject ToStatus() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = reason,
        ["details"] = details?.DeepClone(),
        ["code"] = Code,
    };

    private static JsonObject Details(KindInfo kind, string name) => new() { ["name"] = name, ["group"] = kind.Group, ["kind"] = kind.Plural };
}
