using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>Writes changes with statements that are prepared once.</summary>
internal sealed class SqliteJournalWriter(SqliteConnection connection) : IDisposable
{
    public const string NumberCounter = "network_number";
    public const string VlanCounter = "network_vlan";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    public void Write(IntentChange change, SqliteTransaction transaction)
    {
        switch (change)
        {
            case IntentChange.NetworkAdded added:
                Add(added.Network, transaction);
                break;
            case IntentChange.NetworkClaimed claimed:
                Run(transaction, "UPDATE network SET request_id = $1, claimed_at = $2 WHERE id = $3",
                    claimed.RequestId.ToString("D"), claimed.At.ToUnixTimeMilliseconds(), claimed.Network.ToString("D"));
                break;
            case IntentChange.NetworkPolled polled:
                Run(transaction, "UPDATE network SET polled = 1 WHERE id = $1", polled.Network.ToString("D"));
                break;
            case IntentChange.NetworkRated rated:
                Run(transaction, "UPDATE network SET rate = $1, burst = $2 WHERE id = $3",
                    rated.Rate?.Kilobits, rated.Rate?.Burst ?? 0, rated.Network.ToString("D"));
                break;
            case IntentChange.NetworkHeld held:
                Run(transaction, "UPDATE network SET path = $1 WHERE id = $2", string.Join(' ', held.Path.Select(id => $"of:{id}")), held.Network.ToString("D"));
                break;
            case IntentChange.NetworkRemoved removed:
                Run(transaction, "DELETE FROM network WHERE id = $1", removed.Network.ToString("D"));
                break;
            case IntentChange.PortAttached attached:
                Attach(attached.Network, attached.Port, transaction);
                break;
            case IntentChange.MirrorAdded added:
                Run(transaction, "INSERT INTO port (datapath_id, port_no, network_id, mac_addresses, mirror) VALUES ($1, $2, $3, '', 1)",
                    added.Port.Switch.ToString(), added.Port.PortNo, added.Network.ToString("D"));
                break;
            case IntentChange.PortDetached detached:
                Run(transaction, "DELETE FROM port WHERE datapath_id = $1 AND port_no = $2", detached.Port.Switch.ToString(), detached.Port.PortNo);
                break;
            case IntentChange.LinksSeen seen:
                Run(transaction, "DELETE FROM link");
                foreach (var link in seen.Links)
                    Run(transaction, "INSERT OR REPLACE INTO link (datapath_id_a, port_no_a, datapath_id_b, port_no_b, carrier) VALUES ($1, $2, $3, $4, $5)",
                        link.A.Switch.ToString(), link.A.PortNo, link.B.Switch.ToString(), link.B.PortNo, link.Carrier.ToString());
                break;
            case IntentChange.Probe:
                Run(transaction, "INSERT INTO counter (name, value) VALUES ('probes', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1");
                break;
            default:
                throw new ArgumentException($"the journal has no row for {change.GetType().Name}", nameof(change));
        }
    }

    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
    }

    private void Add(NetworkIntent network, SqliteTransaction transaction)
    {
        var request = network.Request;
        Run(transaction,
            """
            INSERT INTO network (sequence, id, number, cluster_name, net_name, net_type, ip_profile, shared, provider_profile,
                                 tenant, vim_account, request_id, created_at, claimed_at, polled,
                                 owner, virtual_link, vlan, path, rate, burst)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            """,
            network.Sequence, network.Id.ToString("D"), network.Number?.Value, network.ClusterName, request.NetName, request.NetType,
            request.IpProfile is { } profile ? JsonSerializer.Serialize(profile, Json) : null, request.Shared, request.ProviderProfile,
            request.Tenant, request.VimAccount, network.RequestId.ToString("D"),
            network.CreatedAt.ToUnixTimeMilliseconds(), network.ClaimedAt.ToUnixTimeMilliseconds(), network.Polled,
            network.Owner.ToString(), network.VirtualLink is { } link ? VirtualLinkText.Of(link) : null,
            network.Vlan, string.Join(' ', network.Path.Select(id => $"of:{id}")), network.Rate?.Kilobits, network.Rate?.Burst ?? 0);
        if (network.Number is { } number)
            Run(transaction, "INSERT OR REPLACE INTO counter (name, value) VALUES ($1, $2)", NumberCounter, number.Value);
        if (network.Vlan is { } vlan)
            Run(transaction, "INSERT OR REPLACE INTO counter (name, value) VALUES ($1, $2)", VlanCounter, vlan);
    }

    // Not replaced: other addresses leave a port its place in the order.
    private void Attach(Guid network, PortIntent port, SqliteTransaction transaction) => Run(
        transaction,
        """
        INSERT INTO port (datapath_id, port_no, network_id, mac_addresses, ip_addresses, guard, rate, burst)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (datapath_id, port_no) DO UPDATE SET
            network_id = excluded.network_id, mac_addresses = excluded.mac_addresses, ip_addresses = excluded.ip_addresses,
            guard = excluded.guard, rate = excluded.rate, burst = excluded.burst
        """,
        port.Port.Switch.ToString(), port.Port.PortNo, network.ToString("D"), string.Join(' ', port.MacAddresses), string.Join(' ', port.IpAddresses),
        port.Unguarded ? "" : port.Guard is { } guard ? GuardText.Of(guard) : null, port.Rate?.Kilobits, port.Rate?.Burst ?? 0);

    private void Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // every statement is a constant of this file
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter($"${i}", null));
            commands.Add(sql, command);
        }
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
