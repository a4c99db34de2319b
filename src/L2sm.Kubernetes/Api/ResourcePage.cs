namespace L2sm.Kubernetes.Api;

/// <summary>A part of a list; all parts show the same moment.</summary>
/// <param name="Items">The resources.</param>
/// <param name="ResourceVersion">The moment: a watch from here tells all that came after.</param>
/// <param name="Continue">What to ask for the next part with; null at the end.</param>
/// <param name="Unreadable">Resources that do not fit the type.</param>
public sealed record ResourcePage<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue, IReadOnlyList<Unreadable> Unreadable);

/// <summary>A resource that does not fit the type it is read into.</summary>
/// <param name="Key">Null if not even that could be read.</param>
/// <param name="ResourceVersion">Its version, likewise.</param>
/// <param name="Reason">What does not fit.</param>
public sealed record Unreadable(ResourceKey? Key, string? ResourceVersion, string Reason);
