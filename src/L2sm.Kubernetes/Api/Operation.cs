namespace L2sm.Kubernetes.Api;

/// <summary>What is being done to what, in the words of RBAC.</summary>
internal readonly record struct Operation(string Verb, ResourceKind Kind, string? Namespace, string? Name, string? Subresource = null)
{
    private string Resource => Subresource is null ? Kind.FullName : $"{Kind.FullName}/{Subresource}";

    /// <summary>Such as <c>patch l2networks.l2sm.l2sm.k8s.local/status a/b</c>.</summary>
    public override string ToString() => this switch
    {
        { Name: { } name } => $"{Verb} {Resource} {new ResourceKey(Namespace, name)}",
        { Namespace: { } where } => $"{Verb} {Resource} in namespace {where}",
        _ => $"{Verb} {Resource}",
    };

    /// <summary>The rule that a Role needs.</summary>
    public string Rule() =>
        $"apiGroups: [\"{Kind.Group}\"], resources: [\"{(Subresource is null ? Kind.Plural : $"{Kind.Plural}/{Subresource}")}\"], verbs: [\"{Verb}\"]";

    /// <summary>Where the rule has to be.</summary>
    public string RoleKind() => Kind.IsNamespaced && Namespace is { } where ? $"a Role in namespace {where} (or a ClusterRole)" : "a ClusterRole";
}
