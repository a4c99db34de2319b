namespace Osm.L2sm.Connector.Services;

/// <summary>Who asked for a network, and so may delete it.</summary>
internal enum NetworkOwner
{
    /// <summary>OSM's RO, over gRPC.</summary>
    Osm,

    /// <summary>A client of the northbound REST, such as the L2S-M operator. RO finds it and never deletes it.</summary>
    Rest,
}
