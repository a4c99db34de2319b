namespace L2sm.Sdn.Telemetry;

/// <summary>Why what a switch holds was compared with what it should: a value of the tag <c>cause</c>, in lower case.</summary>
internal enum Reconciliation
{
    /// <summary>It connected, or this controller became its master or standby.</summary>
    Connect,
    /// <summary>It was time for an audit.</summary>
    Audit,
    /// <summary>Its flow monitor told of changes by others.</summary>
    Drift,
}
