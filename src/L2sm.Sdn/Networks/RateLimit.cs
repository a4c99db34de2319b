namespace L2sm.Sdn.Networks;

/// <summary>The most that may pass; the rest is dropped (OpenFlow 1.3.5 §5.7, a drop band).</summary>
/// <param name="Kilobits">Each second, in kbit: 1 and more.</param>
/// <param name="Burst">At once after a pause, in kbit; 0 for as much as a second's.</param>
public sealed record RateLimit(uint Kilobits, uint Burst = 0);
