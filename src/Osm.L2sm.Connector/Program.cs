using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Osm.L2sm.Connector.Hosting;
using Osm.L2sm.Connector.Services;

// Hosting/ConnectorHost.cs   what the process is made of
// Hosting/Lifetime.cs        what happens at the start and at the end, in which order
// Grpc/                      the contract of proto/, errors included
// Northbound/                the REST of the L2S-M controller, for its operator
// Services/                  what it all means: networks, ports, the journal's rules
// Drivers/, Persistence/     the SDN controller and the SQLite file behind it
try
{
    await using var app = ConnectorHost.Build(args);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is StartException or JournalException or OptionsValidationException or IOException or SocketException
    or InvalidOperationException { InnerException: FormatException or ArgumentException })
{
    // What the operator can mend gets a line, not a stack.
    await Console.Error.WriteLineAsync($"osm-l2sm cannot start: {e.Message}");
    return 1;
}
