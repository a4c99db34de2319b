using Google.Protobuf.WellKnownTypes;

namespace Osm.L2sm.Connector.Tests.Testing;

internal static class Profiles
{
    public static Struct L2sm(string key, string value) => L2sm(key, Value.ForString(value));

    public static Struct L2sm(string key, Value value) => new()
    {
        Fields = { ["l2sm"] = Value.ForStruct(new Struct { Fields = { [key] = value } }) },
    };
}
