namespace Osm.L2sm.Connector.Services;

/// <summary>The state as it will be once the changes recorded are on disk.</summary>
internal sealed class IntentDraft(Intents start)
{
    private readonly List<IntentChange> changes = [];

    public Intents Intents { get; private set; } = start;

    public IReadOnlyList<IntentChange> Changes => changes;

    public void Record(IntentChange change)
    {
        Intents = Intents.After(change);
        changes.Add(change);
    }
}
