namespace Osm.L2sm.Connector.Services;

/// <summary>Every machine-readable reason of an error or a status, as docs/errors.md explains them.</summary>
internal static class Reasons
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string NetworkNotFound = "NETWORK_NOT_FOUND";
    public const string NetworkNameTaken = "NETWORK_NAME_TAKEN";
    public const string NetworkIsManagement = "NETWORK_IS_MANAGEMENT";
    public const string NetworkIsVirtualLink = "NETWORK_IS_VIRTUAL_LINK";
    public const string NetworkNotOwned = "NETWORK_NOT_OWNED";
    public const string NetworkNumbersExhausted = "NETWORK_NUMBERS_EXHAUSTED";
    public const string NoSwitchConnected = "NO_SWITCH_CONNECTED";
    public const string SwitchNotConnected = "SWITCH_NOT_CONNECTED";
    public const string SwitchNotAnswering = "SWITCH_NOT_ANSWERING";
    public const string PortNotFound = "PORT_NOT_FOUND";
    public const string PortDown = "PORT_DOWN";
    public const string NoMeter = "NO_METER";
    public const string PortIsLink = "PORT_IS_LINK";
    public const string PortReplaced = "PORT_REPLACED";
    public const string PortIsMirror = "PORT_IS_MIRROR";
    public const string PortIsAttached = "PORT_IS_ATTACHED";
    public const string PortOffPath = "PORT_OFF_PATH";
    public const string PortInOtherNetwork = "PORT_IN_OTHER_NETWORK";
    public const string MacOnOtherPort = "MAC_ON_OTHER_PORT";
    public const string TooManyPorts = "TOO_MANY_PORTS";
    public const string TooManyMirrors = "TOO_MANY_MIRRORS";
    public const string NotConfirmed = "NOT_CONFIRMED";
    public const string RulesRefused = "RULES_REFUSED";
    public const string NoPath = "NO_PATH";
    public const string JournalUnavailable = "JOURNAL_UNAVAILABLE";
    public const string BackendUnusable = "BACKEND_UNUSABLE";
    public const string ClusterWaiting = "CLUSTER_WAITING";
    public const string ClusterUnavailable = "CLUSTER_UNAVAILABLE";
    public const string ClusterBlocked = "CLUSTER_BLOCKED";
    public const string DeletionNotFound = "DELETION_NOT_FOUND";
    public const string NotLeader = "NOT_LEADER";
    public const string ShuttingDown = "SHUTTING_DOWN";
    public const string Internal = "INTERNAL";
}
