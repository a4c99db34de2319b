using System.Security.Cryptography;

namespace Osm.L2sm.Connector.Hosting.Tls;

/// <summary>
/// What some files hold together, read again whenever their bytes change: each user gets the newest that could be read. Bytes that cannot be
/// used are logged once, and what was there before stays.
/// </summary>
internal sealed partial class ReloadedFiles<T> where T : class
{
    private readonly string setting;
    private readonly string[] paths;
    private readonly Func<IReadOnlyList<byte[]>, T> read;
    private readonly Func<T, string> describe;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private volatile T current;
    private string seen;
    private string? lastFault;

    /// <param name="setting">The setting that names the files, for people.</param>
    /// <param name="paths">The files.</param>
    /// <param name="read">Makes sense of their bytes, in the same order; a <see cref="CryptographicException"/> says that there is none.</param>
    /// <param name="describe">What was read, in a few words without secrets.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="StartException">The files cannot be read or used.</exception>
    public ReloadedFiles(string setting, string[] paths, Func<IReadOnlyList<byte[]>, T> read, Func<T, string> describe, ILogger logger)
    {
        (this.setting, this.paths, this.read, this.describe, this.logger) = (setting, paths, read, describe, logger);
        try
        {
            var bytes = ReadAll();
            (current, seen) = (read(bytes), Fingerprint(bytes));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{setting}: {Named} cannot be used: {e.Message}", e);
        }
        LogRead(setting, describe(current));
    }

    /// <summary>The newest that could be used.</summary>
    public T Current
    {
        get
        {
            Refresh();
            return current;
        }
    }

    private string Named => string.Join(" with ", paths.Select(path => $"'{path}'"));

    /// <summary>Looks whether the files have changed. The bytes are compared: times and links say little of files that Kubernetes swaps.</summary>
    public void Refresh()
    {
        if (!gate.TryEnter()) return; // somebody else is looking
        try
        {
            var bytes = ReadAll();
            var now = Fingerprint(bytes);
            if (now == seen) return;
            seen = now;
            current = read(bytes);
            lastFault = null;
            LogRead(setting, describe(current));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            var fault = e is CryptographicException ? seen : e.Message;
            if (fault == lastFault) return;
            lastFault = fault;
            LogUnusable(setting, Named, e.Message);
        }
        finally
        {
            gate.Exit();
        }
    }

    private byte[][] ReadAll() => [.. paths.Select(File.ReadAllBytes)];

    private static string Fingerprint(byte[][] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var bytes in files) hash.AppendData(SHA256.HashData(bytes));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    [LoggerMessage(1451, LogLevel.Information, "{setting}: {what}")]
    private partial void LogRead(string setting, string what);

    [LoggerMessage(1452, LogLevel.Error, "{setting}: {files} cannot be used, what was read before stays: {reason}")]
    private partial void LogUnusable(string setting, string files, string reason);
}
