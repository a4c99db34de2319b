using System.Text;

namespace L2sm.Kubernetes.Api;

/// <summary>The part of an address behind the question mark.</summary>
internal sealed class Query
{
    private readonly StringBuilder text = new();

    public Query Add(string name, string value)
    {
        text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public override string ToString() => text.ToString();
}
