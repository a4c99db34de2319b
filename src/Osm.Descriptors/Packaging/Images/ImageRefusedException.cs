namespace Osm.Descriptors.Packaging.Images;

/// <summary>A package that cannot be read, or must not be.</summary>
/// <param name="message">What is wrong, and where.</param>
/// <param name="cure">What to do.</param>
public sealed class ImageRefusedException(string message, string cure) : Exception(message)
{
    /// <summary>What to do.</summary>
    public string Cure { get; } = cure;
}
