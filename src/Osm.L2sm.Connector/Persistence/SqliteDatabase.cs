using Microsoft.Data.Sqlite;
using Osm.L2sm.Connector.Services;

namespace Osm.L2sm.Connector.Persistence;

/// <summary>Opens the file so that what is committed is on disk, and so that one process has it.</summary>
internal static class SqliteDatabase
{
    // SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_NOTADB
    private const int Busy = 5, Corrupt = 11, NotADatabase = 26;

    /// <exception cref="JournalException">It cannot be used; the message says why and names the file.</exception>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection? connection = null;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                ForeignKeys = true,
                DefaultTimeout = 3,
            }.ToString());
            connection.Open();
            // Exclusive before the first access: a second process is refused at its start, and the kernel ends the lock with the process.
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
            if (connection.Rows("PRAGMA quick_check(1)").Select(r => r.GetString(0)).First() is var check and not "ok") throw Unusable(path, $"it is damaged: {check}");
            if (Migrations.Run(connection) is { } why) throw Unusable(path, why);
            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw Unusable(path, Explain(e), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            throw Unusable(path, e.Message, e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public static string Explain(SqliteException e) => e.SqliteErrorCode switch
    {
        Busy => "another process has it open: one service per store",
        Corrupt or NotADatabase => $"it is damaged or no SQLite database ({e.Message})",
        _ => e.Message,
    };

    private static JournalException Unusable(string path, string why, Exception? inner = null) =>
        new($"the store '{path}' cannot be used: {why}. Give another Store:Path, or put a good copy in its place", inner);
}
