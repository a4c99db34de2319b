using System.Numerics;

namespace L2sm.Sdn.Topology;

/// <summary>In which of the last rounds of discovery a switch was heard.</summary>
/// <param name="Bits">A bit for each round, the lowest for the last one.</param>
internal readonly record struct HeardRounds(ulong Bits)
{
    /// <summary>So many rounds are remembered.</summary>
    public const int Most = 64;

    /// <summary>All of them.</summary>
    public static HeardRounds Every { get; } = new(ulong.MaxValue);

    /// <summary>With one round more.</summary>
    public HeardRounds After(bool heard) => new(Bits << 1 | (heard ? 1UL : 0));

    /// <summary>In how many of the last <paramref name="rounds"/> both switches were heard.</summary>
    public int Together(HeardRounds other, long rounds) => BitOperations.PopCount(Bits & other.Bits & (rounds < Most ? (1UL << (int)rounds) - 1 : ulong.MaxValue));
}
