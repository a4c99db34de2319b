using Google.Protobuf.WellKnownTypes;

namespace Osm.L2sm.Connector.Tests.Testing;

internal static class Profiles
{
    public static Struct L2sm(string key, string value) => new()
    {
        Fields = { ["l2sm"] = Value.ForStruct(new Struct { Fields = { [key] = Value.ForString(value) } }) },
    };
}
