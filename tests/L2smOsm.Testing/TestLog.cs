using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace L2smOsm.Testing;

/// <summary>A log that a test can read, and that fails the test for errors it did not expect.</summary>
public sealed class TestLog : ILoggerFactory, ILogger
{
    /// <summary>One line.</summary>
    public sealed record Line(LogLevel Level, EventId Event, string Text);

    /// <summary>All lines so far.</summary>
    public ConcurrentQueue<Line> Lines { get; } = [];

    /// <summary>Fails if anything was logged as an error.</summary>
    public void HasNoErrors() => Lines.Where(line => line.Level >= LogLevel.Error).ShouldBeEmpty();

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(new Line(logLevel, eventId, formatter(state, exception) + (exception is null ? "" : $" {exception}")));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
        // It provides itself.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
