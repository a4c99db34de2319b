namespace L2sm.Kubernetes.Resources;

/// <summary>What is needed of a Deployment: the images and the environment of its containers.</summary>
public sealed record Deployment : IResource
{
    /// <inheritdoc/>
    public required ObjectMeta Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public DeploymentSpec Spec { get; init; } = new();
}

/// <summary>What is needed of a Deployment's spec.</summary>
public sealed record DeploymentSpec
{
    /// <summary>Its pods.</summary>
    public PodTemplate Template { get; init; } = new();
}

/// <summary>The pods of a Deployment.</summary>
public sealed record PodTemplate
{
    /// <summary>What they run.</summary>
    public PodTemplateSpec Spec { get; init; } = new();
}

/// <summary>What the pods of a Deployment run.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>Null counts as none.</summary>
    public IReadOnlyList<Container>? Containers { get; init; }
}

/// <summary>A container.</summary>
public sealed record Container
{
    /// <summary>Its name in the pod.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it runs.</summary>
    public string? Image { get; init; }

    /// <summary>Null where nothing is set.</summary>
    public IReadOnlyList<EnvironmentVariable>? Env { get; init; }
}

/// <summary>A variable of a container's environment.</summary>
public sealed record EnvironmentVariable
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Null or empty where it is set to nothing, or from elsewhere.</summary>
    public string? Value { get; init; }

    /// <summary>Where its value comes from, if from elsewhere.</summary>
    public System.Text.Json.JsonElement? ValueFrom { get; init; }
}
