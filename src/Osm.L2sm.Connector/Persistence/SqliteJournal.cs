using System.Text.Json;
using L2sm.OpenFlow;
using L2sm.Sdn.Networks;
using L2sm.Sdn.Topology;
using Microsoft.Data.Sqlite;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>The journal in one SQLite file.</summary>
internal sealed class SqliteJournal(string path) : IIntentJournal, IDisposable
{
    private SqliteConnection? connection;
    private SqliteJournalWriter? writer;

    /// <inheritdoc cref="IIntentJournal.LoadAsync"/>
    public JournalContents Load()
    {
        Close();
        connection = SqliteDatabase.Open(path);
        try
        {
            var contents = Read(connection);
            writer = new SqliteJournalWriter(connection);
            return contents;
        }
        catch (SqliteException e)
        {
            Close();
            throw Failed("read", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or JsonException or InvalidCastException or OverflowException)
        {
            Close();
            throw new JournalException($"the store '{path}' holds a row that is none of ours: {e.Message}. Give another Store:Path, or put a good copy in its place", e);
        }
    }

    /// <summary>Writes all changes or none. They are on disk when this returns.</summary>
    /// <exception cref="JournalException">Whether they were written is not known: <see cref="Load"/> tells.</exception>
    public void Commit(IReadOnlyList<IntentChange> changes)
    {
        if (connection is null || writer is null) throw new JournalException($"the store '{path}' is closed");
        try
        {
            using var transaction = connection.BeginTransaction();
            foreach (var change in changes) writer.Write(change, transaction);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            // What became of the transaction is told by the file alone, so the next Load opens it anew.
            Close();
            throw Failed("written", e);
        }
    }

    public void Dispose() => Close();

    // The writer has a thread of its own to wait on, and SQLite has nothing to await.
    Task<JournalContents> IIntentJournal.LoadAsync(CancellationToken cancellation) => Task.FromResult(Load());

    Task IIntentJournal.CommitAsync(IReadOnlyList<IntentChange> changes, CancellationToken cancellation)
    {
        Commit(changes);
        return Task.CompletedTask;
    }

    private static JournalContents Read(SqliteConnection connection) => new(
        [
            .. connection.Rows(
                """
                SELECT sequence, id, number, cluster_name, net_name, net_type, ip_profile, shared, provider_profile,
                       tenant, vim_account, request_id, created_at, claimed_at, polled, owner, virtual_link, vlan, path, rate, burst
                FROM network ORDER BY sequence
                """).Select(r => new NetworkIntent(
                    r.GetInt64(0),
                    Guid.ParseExact(r.GetString(1), "D"),
                    r.IsDBNull(2) ? null : new NetworkId((uint)r.GetInt64(2)),
                    r.GetString(3),
                    new NetworkRequest(
                        r.GetString(4), r.TextOrNull(5), r.TextOrNull(6) is { } profile ? JsonSerializer.Deserialize<IpProfile>(profile) : null,
                        r.GetBoolean(7), r.TextOrNull(8), r.GetString(9), r.GetString(10)),
                    Guid.ParseExact(r.GetString(11), "D"),
                    DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(12)),
                    DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(13)),
                    r.GetBoolean(14))
                {
                    Owner = Enum.Parse<NetworkOwner>(r.GetString(15)),
                    VirtualLink = r.TextOrNull(16) is { } link ? VirtualLinkText.Parse(link) : null,
                    Vlan = r.IsDBNull(17) ? null : checked((ushort)r.GetInt64(17)),
                    Path = Words(r.GetString(18)).Select(DatapathId.Parse).ToEquatableArray(),
                    Rate = Rate(r, 19),
                }),
        ],
        [
            .. connection.Rows(
                """
                SELECT network_id, datapath_id, port_no, mac_addresses, ip_addresses, guard, rate, burst
                FROM port WHERE mirror = 0 ORDER BY sequence
                """).Select(r => (
                    Guid.ParseExact(r.GetString(0), "D"),
                    new PortIntent(Port(r, 1), Words(r.GetString(3)).Select(MacAddress.Parse).ToEquatableArray())
                    {
                        IpAddresses = Words(r.GetString(4)).ToEquatableArray(),
                        Guard = r.TextOrNull(5) is { Length: > 0 } guard ? GuardText.Parse(guard) : null,
                        Unguarded = r.TextOrNull(5) is { Length: 0 },
                        Rate = Rate(r, 6),
                    })),
        ],
        (uint)Counter(connection, SqliteJournalWriter.NumberCounter),
        [
            .. connection.Rows("SELECT datapath_id_a, port_no_a, datapath_id_b, port_no_b, carrier FROM link").Select(r => new Link(
                Port(r, 0),
                Port(r, 2),
                Enum.Parse<LinkCarrier>(r.GetString(4)))),
        ])
    {
        Mirrors =
        [
            .. connection.Rows("SELECT network_id, datapath_id, port_no FROM port WHERE mirror = 1 ORDER BY sequence")
                .Select(r => (Guid.ParseExact(r.GetString(0), "D"), Port(r, 1))),
        ],
        LastVlan = checked((ushort)Counter(connection, SqliteJournalWriter.VlanCounter)),
    };

    private static PortKey Port(SqliteDataReader row, int column) => new(DatapathId.Parse(row.GetString(column)), (uint)row.GetInt64(column + 1));

    private static RateLimit? Rate(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new RateLimit((uint)row.GetInt64(column), (uint)row.GetInt64(column + 1));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static long Counter(SqliteConnection connection, string name) =>
        connection.Scalar($"SELECT coalesce((SELECT value FROM counter WHERE name = '{name}'), 0)");

    private JournalException Failed(string what, SqliteException e) => new($"the store '{path}' cannot be {what}: {SqliteDatabase.Explain(e)}", e);

    private void Close()
    {
        writer?.Dispose();
        connection?.Dispose();
        (writer, connection) = (null, null);
    }
}
