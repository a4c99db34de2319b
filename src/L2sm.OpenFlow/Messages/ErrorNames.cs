namespace L2sm.OpenFlow.Messages;

/// <summary>The names of OpenFlow 1.3.5 §7.4.4, without their OFPET_ and OFP..C_ prefixes; the index is the number.</summary>
internal static class ErrorNames
{
    private const ushort Experimenter = 0xffff;

    private static readonly (string Type, string[] Codes)[] Types =
    [
        ("HELLO_FAILED", ["INCOMPATIBLE", "EPERM"]),
        ("BAD_REQUEST", ["BAD_VERSION", "BAD_TYPE", "BAD_MULTIPART", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "EPERM", "BAD_LEN", "BUFFER_EMPTY",
            "BUFFER_UNKNOWN", "BAD_TABLE_ID", "IS_SLAVE", "BAD_PORT", "BAD_PACKET", "MULTIPART_BUFFER_OVERFLOW"]),
        ("BAD_ACTION", ["BAD_TYPE", "BAD_LEN", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_OUT_PORT", "BAD_ARGUMENT", "EPERM", "TOO_MANY",
            "BAD_QUEUE", "BAD_OUT_GROUP", "MATCH_INCONSISTENT", "UNSUPPORTED_ORDER", "BAD_TAG", "BAD_SET_TYPE", "BAD_SET_LEN", "BAD_SET_ARGUMENT"]),
        ("BAD_INSTRUCTION", ["UNKNOWN_INST", "UNSUP_INST", "BAD_TABLE_ID", "UNSUP_METADATA", "UNSUP_METADATA_MASK", "BAD_EXPERIMENTER",
            "BAD_EXP_TYPE", "BAD_LEN", "EPERM"]),
        ("BAD_MATCH", ["BAD_TYPE", "BAD_LEN", "BAD_TAG", "BAD_DL_ADDR_MASK", "BAD_NW_ADDR_MASK", "BAD_WILDCARDS", "BAD_FIELD", "BAD_VALUE",
            "BAD_MASK", "BAD_PREREQ", "DUP_FIELD", "EPERM"]),
        ("FLOW_MOD_FAILED", ["UNKNOWN", "TABLE_FULL", "BAD_TABLE_ID", "OVERLAP", "EPERM", "BAD_TIMEOUT", "BAD_COMMAND", "BAD_FLAGS"]),
        ("GROUP_MOD_FAILED", ["GROUP_EXISTS", "INVALID_GROUP", "WEIGHT_UNSUPPORTED", "OUT_OF_GROUPS", "OUT_OF_BUCKETS", "CHAINING_UNSUPPORTED",
            "WATCH_UNSUPPORTED", "LOOP", "UNKNOWN_GROUP", "CHAINED_GROUP", "BAD_TYPE", "BAD_COMMAND", "BAD_BUCKET", "BAD_WATCH", "EPERM"]),
        ("PORT_MOD_FAILED", ["BAD_PORT", "BAD_HW_ADDR", "BAD_CONFIG", "BAD_ADVERTISE", "EPERM"]),
        ("TABLE_MOD_FAILED", ["BAD_TABLE", "BAD_CONFIG", "EPERM"]),
        ("QUEUE_OP_FAILED", ["BAD_PORT", "BAD_QUEUE", "EPERM"]),
        ("SWITCH_CONFIG_FAILED", ["BAD_FLAGS", "BAD_LEN", "EPERM"]),
        ("ROLE_REQUEST_FAILED", ["STALE", "UNSUP", "BAD_ROLE"]),
        ("METER_MOD_FAILED", ["UNKNOWN", "METER_EXISTS", "INVALID_METER", "UNKNOWN_METER", "BAD_COMMAND", "BAD_FLAGS", "BAD_RATE", "BAD_BURST",
            "BAD_BAND", "BAD_BAND_TYPE", "BAD_BAND_VALUE", "OUT_OF_METERS", "OUT_OF_BANDS"]),
        ("TABLE_FEATURES_FAILED", ["BAD_TABLE", "BAD_METADATA", "BAD_TYPE", "BAD_LEN", "BAD_ARGUMENT", "EPERM"]),
    ];

    private const uint Onf = 0x4f4e_4600;
    private const uint Nicira = 0x2320;
    private const int FirstBundleCode = 2300;

    private static readonly string[] Bundle =
    [
        "UNKNOWN", "EPERM", "BAD_ID", "BUNDLE_EXIST", "BUNDLE_CLOSED", "OUT_OF_BUNDLES", "BAD_TYPE", "BAD_FLAGS", "MSG_BAD_LEN", "MSG_BAD_XID",
        "MSG_UNSUP", "MSG_CONFLICT", "MSG_TOO_MANY", "MSG_FAILED", "TIMEOUT", "BUNDLE_IN_PROGRESS",
    ];

    /// <summary>An experimenter's error (ONF extension 230; Open vSwitch's for flow monitors).</summary>
    public static string NameOf(uint experimenter, ushort code) => (experimenter, code) switch
    {
        (Onf, >= FirstBundleCode) when code - FirstBundleCode < Bundle.Length => $"BUNDLE_FAILED/{Bundle[code - FirstBundleCode]}",
        (Nicira, 6) => "FLOW_MONITOR_FAILED/MONITOR_EXISTS",
        (Nicira, 7) => "FLOW_MONITOR_FAILED/BAD_FLAGS",
        (Nicira, 8) => "FLOW_MONITOR_FAILED/UNKNOWN_MONITOR",
        _ => $"EXPERIMENTER/{code} of 0x{experimenter:x8}",
    };

    /// <summary>The same as Open vSwitch says them in OpenFlow 1.0.</summary>
    public static string NameOfOld(uint experimenter, ushort type, ushort code) => (experimenter, type, code) switch
    {
        (Nicira, 1, 517) => NameOf(Nicira, 6),
        (Nicira, 1, 518) => NameOf(Nicira, 7),
        (Nicira, 1, 519) => NameOf(Nicira, 8),
        _ => $"EXPERIMENTER/{type}/{code} of 0x{experimenter:x8}",
    };

    public static string NameOf(ushort type, ushort code)
    {
        if (type == Experimenter) return $"EXPERIMENTER/{code}";
        if (type >= Types.Length) return $"error type {type}/{code}";
        var (name, codes) = Types[type];
        return code < codes.Length ? $"{name}/{codes[code]}" : $"{name}/{code}";
    }
}
