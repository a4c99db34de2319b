using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>Brings a database to the newest schema. The scripts are numbered from 1 without gaps; <c>user_version</c> holds the last one run.</summary>
internal static class Migrations
{
    /// <summary>Marks a database as ours ("L2SM").</summary>
    public const long ApplicationId = 0x4c32534d;

    private const string Prefix = "Osm.L2sm.Connector.Persistence.Migrations.";

    private static readonly ImmutableArray<(int Version, string Resource)> Scripts =
    [
        .. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(r => r.StartsWith(Prefix, StringComparison.Ordinal) && r.EndsWith(".sql", StringComparison.Ordinal))
            .Select(r => (int.Parse(r.AsSpan(Prefix.Length, 3), CultureInfo.InvariantCulture), r))
            .Order(),
    ];

    public static int Newest => Scripts[^1].Version;

    /// <summary>Runs what is missing, each script in a transaction of its own.</summary>
    /// <returns>Null, or why this database cannot be used.</returns>
    public static string? Run(SqliteConnection connection)
    {
        var (application, version) = (connection.Scalar("PRAGMA application_id"), connection.Scalar("PRAGMA user_version"));
        var isEmpty = connection.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && application != ApplicationId) return "it is an SQLite database of another program";
        if (version > Newest) return $"its schema has version {version}, and this program knows versions up to {Newest}: it was written by a newer osm-l2sm";

        foreach (var (number, resource) in Scripts.Where(s => s.Version > version))
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Read(resource));
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {number}");
            transaction.Commit();
        }
        return null;
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
