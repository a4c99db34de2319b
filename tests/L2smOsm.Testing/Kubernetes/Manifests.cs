namespace L2smOsm.Testing.Kubernetes;

/// <summary>What is installed in a cluster before us.</summary>
public static class Manifests
{
    /// <summary>The kinds of the L2S-M operator from 2.8.1 on.</summary>
    public static string OperatorKinds { get; } = Read("l2sm-operator.yaml");

    /// <summary>The kinds of the L2S-M operator 2.8.0, where a provider has one domain.</summary>
    public static string OldOperatorKinds { get; } = OperatorKinds.Replace("domain: {type: array, items: {type: string}}", "domain: {type: string}", StringComparison.Ordinal);

    /// <summary>NetworkAttachmentDefinitions.</summary>
    public static string MultusKinds { get; } = Read("multus.yaml");

    private static string Read(string name)
    {
        using var stream = typeof(Manifests).Assembly.GetManifestResourceStream($"L2smOsm.Testing.Kubernetes.Crds.{name}")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
