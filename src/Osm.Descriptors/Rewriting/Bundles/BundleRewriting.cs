using System.Collections.Immutable;
using System.Text;
using Osm.Descriptors.Model;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Rewriting.Charts;
using Osm.Descriptors.Rewriting.Manifests;
using Osm.Descriptors.Rewriting.Rendered;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Rewriting.Bundles;

/// <summary>What rewriting made of a bundle.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Applications">Each of its applications, and what was done to it.</param>
/// <param name="Unmet">Applications that were named and are not in it.</param>
/// <param name="Unreachable">Why a net does not get to any of its pods although it should; null where that is not so.</param>
public sealed record BundleRewrite(
    ReadOnlyMemory<byte> Content, ImmutableArray<WorkloadOutcome> Applications, ImmutableArray<UnmetWish> Unmet, string? Unreachable);

/// <summary>Writes networks into the options of a juju bundle's charms. No key of a bundle reaches pods; what its charms do with their options is theirs.</summary>
public sealed class BundleRewriting
{
    /// <summary>What reports call the kind of an application.</summary>
    public const string Kind = "application";

    private readonly string _path;
    private readonly AttachmentWishes _wishes;
    private readonly ILookup<string, CharmOption> _options;
    private readonly Func<string, string> _networkName;
    private string _text;

    private BundleRewriting(string path, string text, AttachmentWishes wishes, IEnumerable<CharmOption> options, Func<string, string> networkName)
    {
        (_path, _text, _wishes, _networkName) = (path, text, wishes, networkName);
        _options = options.ToLookup(option => option.Application, StringComparer.Ordinal);
    }

    /// <summary>Rewrites a bundle.</summary>
    /// <param name="path">Its path, for reports.</param>
    /// <param name="bundle">Its bytes.</param>
    /// <param name="wishes">What pods are to be attached to. A workload is an application here.</param>
    /// <param name="options">Which options take which nets, those of other bundles among them.</param>
    /// <param name="networkName">The name that a net has in the cluster.</param>
    public static BundleRewrite Rewrite(
        string path, ReadOnlyMemory<byte> bundle, AttachmentWishes wishes, IEnumerable<CharmOption> options, Func<string, string> networkName)
    {
        ArgumentNullException.ThrowIfNull(wishes);
        var findings = new FindingList();
        if (SourceText.Decode(path, bundle.Span, YamlLimits.Default, findings) is not { } source)
            return new BundleRewrite(bundle, [], [], $"it cannot be read: {findings.ToSorted()[0].Message}");
        var mark = bundle.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var rewriting = new BundleRewriting(path, source.Text, wishes, options, networkName);
        var (applications, unmet, unreachable) = rewriting.Run();
        ReadOnlyMemory<byte> content = rewriting._text == source.Text ? bundle : (byte[])[.. bundle.Span[..mark], .. Encoding.UTF8.GetBytes(rewriting._text)];
        return new BundleRewrite(content, applications, unmet, unreachable);
    }

    private (ImmutableArray<WorkloadOutcome>, ImmutableArray<UnmetWish>, string?) Run()
    {
        var findings = new FindingList();
        if (Applications(_text, findings) is not { } applications)
            return ([], [], $"it is no bundle that OSM can read: {findings.ToSorted().FirstOrDefault()?.Message ?? "it has no applications"}");
        var names = applications.Entries.Select(entry => entry.Key.Value).ToImmutableArray();
        var outcomes = applications.Entries.Select(Attach).ToImmutableArray();
        var unmet = _wishes.Networks.SelectMany(net => net.Workloads.Where(wish => !names.Contains(ApplicationOf(wish)))
            .Select(wish => new UnmetWish(net.NetId, wish.Workload, names)));
        return (outcomes, [.. unmet], LostIn(outcomes, names));
    }

    // A net that is for all goes to those whose options take it; where none does, the author has to say which.
    private string? LostIn(ImmutableArray<WorkloadOutcome> outcomes, ImmutableArray<string> names)
    {
        var lost = _wishes.Networks.Where(net => net.Workloads.IsEmpty && !outcomes.Any(outcome => outcome.Networks.Contains(net.NetId))).Select(net => net.NetId).ToArray();
        if (lost.Length == 0)
            return null;
        var example = $"charm-options: {{{names.FirstOrDefault(name => _options[name].Any()) ?? names.FirstOrDefault() ?? "APPLICATION"}: {{OPTION: {lost[0]}}}}}";
        return $"not injectable: no key of a juju bundle reaches the pods, and no option of its charms is named for {string.Join(", ", lost.Select(net => $"'{net}'"))}. "
            + $"If a charm has one, name it in a mapping file ('{example}', --map FILE); else let the charm ask for the network, or select its pods at admission";
    }

    private WorkloadOutcome Attach(YamlEntry application)
    {
        var name = application.Key.Value;
        var options = _options[name].ToImmutableArray();
        // A label alone is no network.
        var taken = options.Where(option => option.Form != CharmOptionForm.Labels).SelectMany(option => option.Nets).Distinct(StringComparer.Ordinal).ToImmutableArray();
        var named = _wishes.Networks.Where(net => net.Workloads.Any(wish => ApplicationOf(wish) == name)).ToImmutableArray();
        var outcome = new WorkloadOutcome(_path, application.Key.Position.Line, Kind, name, taken, AttachmentWay.Option, null);
        if (named.FirstOrDefault(net => !taken.Contains(net.NetId)) is { } missed)
            return Refused(outcome, $"the net '{missed.NetId}' is for it, and no option of its charm is named that takes it: say which in a mapping file ('charm-options: {{{name}: {{OPTION: {missed.NetId}}}}}'), if it has one");
        if (named.SelectMany(net => net.Workloads).FirstOrDefault(wish => ApplicationOf(wish) == name && wish.Address is not null) is { Address: { } address })
            return Refused(outcome, $"the address {address} has no place in an option: leave it out, and let the charm give it");
        if (taken.IsEmpty)
            return outcome with { How = AttachmentWay.Excluded, Reason = "no option of its charm is named for a net" };
        if (application.Value is not YamlMapping)
            return Refused(outcome, "it has no content that an option could be put into: write out its charm");
        var before = _text;
        var former = new List<string>();
        // Each comes to stand before what is there.
        foreach (var option in options.Reverse())
            Put(option, former);
        if (!IsAsWanted(before, name, options))
        {
            _text = before;
            return Refused(outcome, "its options are an alias, have another one merged in, or hold something other than a text: write them out");
        }

        return outcome with
        {
            How = before == _text ? AttachmentWay.Already : AttachmentWay.Option,
            Reason = $"by {string.Join(", ", options.Select(option => option.Option))}{(former.Count == 0 ? "" : $"; in place of {string.Join(", ", former)}")}",
        };
    }

    // Each on the text with those before it, so that 'options' is made once.
    private void Put(CharmOption option, List<string> former)
    {
        if (Applications(_text, new FindingList())?.Mapping(option.Application) is not { } application)
            return;
        var value = ValueOf(option);
        if (application.Mapping("options") is { } options && options.TryGet(option.Option, out var there))
        {
            if (there.Value is not YamlScalar scalar || scalar.Value == value)
                return;
            former.Insert(0, scalar.IsNull ? "nothing" : $"'{scalar.Value}'");
        }

        var edits = new MappingEdits(new SourceText(_path, _text));
        edits.Put(application, "options", option.Option, value);
        _text = TextEdits.Apply(_text, edits.Edits);
    }

    // Read again: the options are there, and nothing else of the bundle is another.
    private bool IsAsWanted(string before, string application, ImmutableArray<CharmOption> options)
    {
        if (Applications(_text, new FindingList()) is not { } after || after.Mapping(application)?.Mapping("options") is not { } written)
            return false;
        if (options.Any(option => written.Text(option.Option)?.Value != ValueOf(option)))
            return false;
        var findings = new FindingList();
        return Read(before, findings) is { } old && Read(_text, findings) is { } now
            && CanonicalYaml.Of(Without(old, application, options), _ => false) == CanonicalYaml.Of(Without(now, application, options), _ => false);
    }

    private static YamlMapping Without(YamlMapping bundle, string application, ImmutableArray<CharmOption> options) =>
        Mapped(bundle, IsApplications, apps => Mapped(apps, name => name == application, app => Dropped(Mapped(app, name => name == "options",
            all => all with { Entries = all.Entries.RemoveAll(entry => options.Any(option => option.Option == entry.Key.Value)) }))));

    // A mapping 'options' that came with ours, or was null before.
    private static YamlMapping Dropped(YamlMapping application) =>
        application with { Entries = application.Entries.RemoveAll(entry => entry.Key.Value == "options" && entry.Value is YamlMapping { Entries.IsEmpty: true } or YamlScalar { IsNull: true }) };

    private static YamlMapping Mapped(YamlMapping parent, Func<string, bool> isMeant, Func<YamlMapping, YamlMapping> change) =>
        parent with { Entries = [.. parent.Entries.Select(entry => isMeant(entry.Key.Value) && entry.Value is YamlMapping inner ? entry with { Value = change(inner) } : entry)] };

    // Bundles of Juju 1 called them services.
    private static bool IsApplications(string key) => key is "applications" or "services";

    private YamlMapping? Applications(string text, FindingList findings) =>
        Read(text, findings)?.Entries.FirstOrDefault(entry => IsApplications(entry.Key.Value))?.Value as YamlMapping;

    private YamlMapping? Read(string text, FindingList findings) =>
        YamlReader.Read(new SourceText(_path, text), YamlLimits.Default, findings) is YamlMapping root && findings.ToSorted().IsEmpty ? root : null;

    private string ValueOf(CharmOption option) => option.Value(_wishes.Dialect, _networkName);

    // Whatever makes its pods: Juju decides on the kind.
    private static string ApplicationOf(WorkloadWish wish) => wish.Workload[(wish.Workload.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static WorkloadOutcome Refused(WorkloadOutcome outcome, string reason) => outcome with { How = AttachmentWay.Unreachable, Reason = reason };
}
