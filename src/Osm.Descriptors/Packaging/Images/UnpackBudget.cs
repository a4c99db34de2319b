namespace Osm.Descriptors.Packaging.Images;

/// <summary>What a package and all archives in it may cost together.</summary>
/// <param name="limits">The limits of one package.</param>
internal sealed class UnpackBudget(PackageLimits limits)
{
    // An archive that grows more than this is made to; short texts that repeat may, and cost nothing.
    private const int MostGrowth = 200;
    private const long FreeOfGrowth = 32 * 1024 * 1024;

    private const string Cure = "is it the right file? Nothing of a package of charts is that large";

    private long _bytes;
    private int _members;

    /// <summary>Levels of archives within archives.</summary>
    public const int MaxNesting = 8;

    public PackageLimits Limits => limits;

    /// <summary>Takes a stream that has grown so far.</summary>
    public void TakeBytes(int count, long unpacked, long packed)
    {
        _bytes += count;
        if (_bytes > limits.MaxBytes)
            throw new ImageRefusedException($"the package holds more than {limits.MaxBytes} bytes unpacked", Cure);
        if (unpacked > FreeOfGrowth && unpacked > packed * MostGrowth)
            throw new ImageRefusedException($"the archive grows to more than {MostGrowth} times its size, as only compression bombs do", Cure);
    }

    public void TakeMember()
    {
        if (++_members > limits.MaxFiles)
            throw new ImageRefusedException($"the package holds more than {limits.MaxFiles} files and folders", Cure);
    }
}
