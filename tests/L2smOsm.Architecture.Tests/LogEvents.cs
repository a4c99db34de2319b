using System.Reflection;
using L2smOsm.Testing;
using Microsoft.Extensions.Logging;

namespace L2smOsm.Architecture.Tests;

/// <summary>The lines of the log are a contract: alarms are built on them.</summary>
public sealed class LogEvents
{
    [Fact]
    public void Event_ids_are_given_once_and_stay()
    {
        var events = new[] { "L2sm.Sdn", "L2sm.Kubernetes", "Osm.L2sm.Connector" }.SelectMany(LinesOf).ToLookup(line => line.EventId);

        events.Count.ShouldBeGreaterThan(60, "the attributes are found");
        events.Where(sharing => sharing.Count() > 1).Select(sharing => $"{sharing.Key}: {string.Join(" / ", sharing.Select(line => line.Message))}").ShouldBeEmpty();
        events.Where(sharing => sharing.Key < 1001).ShouldBeEmpty("no line is without one");
        Golden.Matches("docs/log-events.md", $"""
            # Lines of the log

            Every line has an event id that stays: alarms may be built on it. 1001 to 1099 come from the controller library, 4001 to 4199 from what is done in
            Kubernetes, others from the service. `UPDATE_GOLDEN=1 dotnet test tests/L2smOsm.Architecture.Tests` writes this page; an id that is in it never gets another meaning.

            | id | level | line |
            |---|---|---|
            {string.Join('\n', events.SelectMany(line => line).OrderBy(line => line.EventId).Select(line => $"| {line.EventId} | {line.Level} | {line.Message} |"))}

            """);
    }

    private static IEnumerable<LoggerMessageAttribute> LinesOf(string assembly) =>
        Assembly.Load(assembly).GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>();
}
