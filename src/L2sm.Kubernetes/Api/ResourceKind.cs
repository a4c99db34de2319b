using System.Text;
using System.Text.Json.Serialization.Metadata;
using L2sm.Kubernetes.Resources;

namespace L2sm.Kubernetes.Api;

/// <summary>A kind of resources: where the API server keeps them, built-in or custom.</summary>
/// <param name="group">Empty for the core group.</param>
/// <param name="version">Such as <c>v1</c>.</param>
/// <param name="plural">As in the path, such as <c>l2networks</c>.</param>
/// <param name="kind">As in the documents, such as <c>L2Network</c>.</param>
/// <param name="isNamespaced">Whether each lives in a namespace.</param>
public class ResourceKind(string group, string version, string plural, string kind, bool isNamespaced)
{
    /// <summary>Empty for the core group.</summary>
    public string Group { get; } = group;

    /// <summary>Such as <c>v1</c>.</summary>
    public string Version { get; } = version;

    /// <summary>As in the path, such as <c>l2networks</c>.</summary>
    public string Plural { get; } = plural;

    /// <summary>As in the documents, such as <c>L2Network</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>Whether each lives in a namespace.</summary>
    public bool IsNamespaced { get; } = isNamespaced;

    /// <summary>Group and version as in the documents.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name that a CustomResourceDefinition of it has, and that people know it by.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc/>
    public override string ToString() => FullName;

    /// <summary>The path below the server's address, without a leading slash.</summary>
    internal string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(Group.Length == 0 ? "api/" : "apis/").Append(ApiVersion);
        if (IsNamespaced && @namespace is not null) path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        path.Append('/').Append(Plural);
        if (name is not null) path.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource is not null) path.Append('/').Append(subresource);
        return path.ToString();
    }
}

/// <summary>A kind of resources and the type that they are read into.</summary>
/// <param name="group">Empty for the core group.</param>
/// <param name="version">Such as <c>v1</c>.</param>
/// <param name="plural">As in the path, such as <c>l2networks</c>.</param>
/// <param name="kind">As in the documents, such as <c>L2Network</c>.</param>
/// <param name="isNamespaced">Whether each lives in a namespace.</param>
/// <param name="json">How it is read and written; what the type lacks is skipped on reading.</param>
/// <param name="isWhole">
/// Whether the type holds all that the resource can say. Only then may it be replaced: of any other, what the type lacks would be wiped out.
/// </param>
public sealed class ResourceKind<T>(string group, string version, string plural, string kind, bool isNamespaced, JsonTypeInfo<T> json, bool isWhole = false)
    : ResourceKind(group, version, plural, kind, isNamespaced)
    where T : class, IResource
{
    /// <summary>How it is read and written.</summary>
    public JsonTypeInfo<T> Json { get; } = json;

    /// <summary>Whether the type holds all that the resource can say.</summary>
    public bool IsWhole { get; } = isWhole;
}
