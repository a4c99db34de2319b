using System.Text;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.InProcess;

/// <summary>A resource at one version; never changed.</summary>
internal sealed class StoredObject(JsonObject document, FieldOwners owners, long revision)
{
    public JsonObject Document { get; } = document;

    public FieldOwners Owners { get; } = owners;

    public long Revision { get; } = revision;

    public byte[] Json { get; } = Encoding.UTF8.GetBytes(document.ToJsonString());
}

/// <summary>What happened to a resource.</summary>
/// <param name="Revision">The version that it made.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Before">Null: it was made.</param>
/// <param name="After">The resource; as it was last, if it was deleted.</param>
/// <param name="IsDeleted">Whether it is gone.</param>
internal sealed record StoredEvent(long Revision, KindInfo Kind, StoredObject? Before, StoredObject After, bool IsDeleted);
