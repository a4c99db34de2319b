using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Osm.Descriptors.Instantiation;
using Osm.Descriptors.Reading;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary><c>osm-l2sm params PATH...</c>: what <c>osm ns-create</c> is to be told.</summary>
internal static class ParamsCommand
{
    public static Command Create(TextWriter output, TextWriter error, Surroundings surroundings)
    {
        var paths = InputPaths.Argument("The NSD's package or file, and those of its VNFDs, as 'validate' takes them. VNFDs beside it are found.");
        paths.Arity = ArgumentArity.OneOrMore;
        var with = ProfileOptions.With();
        with.Description = "Packages of the VNFDs that the NSD uses; may be given several times.";
        var nsName = new Option<string>("--ns-name") { Description = "The NS's name, as for 'osm ns-create --ns_name'.", HelpName = "NAME", Required = true };
        var nsd = new Option<string?>("--nsd") { Description = "Which NSD, where several are given.", HelpName = "ID" };
        var space = new Option<string?>("--namespace") { Description = "The Kubernetes namespace of the NS's pods. [default: the id of OSM's project]", HelpName = "NAME" };
        var backend = new Option<string>("--backend") { Description = "What makes networks in the cluster.", DefaultValueFactory = _ => "operator" };
        backend.AcceptOnlyFromAmong("operator", "multus");
        var provider = Wishes("--provider-network", "LINK=YAML", "The provider-network of a link, as 'vl_1={l2sm: {rate_kbps: 1000}}'; '*' for each that is made; may be given several times.", ReadProvider);
        var cidr = Wishes("--cidr", "LINK=CIDR", "Another subnet for a link than the NSD's; may be given several times.", (text, _) => text);
        var gateway = Wishes("--gateway", "LINK=ADDRESS", "Another gateway for a link than the NSD's; may be given several times.", (text, _) => text);
        var existing = new Option<string[]>("--existing")
        {
            Description = "Another NS, to be warned of networks that would have the same name: its name, or a file of 'osm ns-show --literal', of 'params --format json', or of names; may be given several times.",
            HelpName = "NSNAME|FILE",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        var merge = new Option<string?>("--merge") { Description = "A document for --config of your own: print it with what the NS needs put in.", HelpName = "FILE" };
        var manifests = new Option<bool>("--manifests") { Description = "Print what the service makes in the cluster for each network, instead." };
        var all = new Option<bool>("--all") { Description = "Print what is so by default too." };
        var format = new Option<string?>("--format") { Description = "yaml: for --config. human: with a table of the networks. [default: human on a terminal, else yaml]" };
        format.AcceptOnlyFromAmong("human", "yaml", "json");
        var failOn = ProfileOptions.FailOn();

        var command = new Command("params", "Print the --config for 'osm ns-create': what an NS's patched KNFs and its networks are to be told.")
        {
            paths, with, nsName, nsd, space, backend, provider, cidr, gateway, existing, merge, manifests, all, format, failOn,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(nsName) is { } name && InstantiationSchema.RefusalOfName(name) is { } refusal)
                result.AddError($"--ns-name: NBI refuses it: {refusal}.");
            if (result.GetValue(space) is { } given && !IsDnsLabel(given))
                result.AddError($"--namespace: '{given}' is no Kubernetes namespace: a-z, 0-9 and '-' inside, at most 63.");
        });
        command.SetAction(parsed => new ParamsRun(output, error, surroundings)
        {
            Paths = parsed.GetRequiredValue(paths),
            With = parsed.GetRequiredValue(with),
            NsdId = parsed.GetValue(nsd),
            Request = new NsRequest(parsed.GetRequiredValue(nsName))
            {
                Namespace = parsed.GetValue(space),
                Backend = parsed.GetRequiredValue(backend) == "multus" ? ClusterBackend.Multus : ClusterBackend.Operator,
                TellsAll = parsed.GetValue(all),
                ProviderNetworks = parsed.GetRequiredValue(provider),
                Cidrs = parsed.GetRequiredValue(cidr),
                Gateways = parsed.GetRequiredValue(gateway),
            },
            Existing = parsed.GetRequiredValue(existing),
            MergeInto = parsed.GetValue(merge),
            ShowsManifests = parsed.GetValue(manifests),
            Format = parsed.GetValue(format) ?? (surroundings.OutputIsTerminal ? "human" : "yaml"),
            FailOn = parsed.GetValue(failOn) is { } level ? Enum.Parse<Severity>(level, ignoreCase: true) : Severity.Error,
        }.Run());
        return command;
    }

    private static Option<ImmutableArray<LinkWish<T>>> Wishes<T>(string name, string help, string description, Func<string, Action<string>, T?> read)
        where T : class => new(name)
    {
        Description = description,
        HelpName = help,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            var wishes = ImmutableArray.CreateBuilder<LinkWish<T>>();
            foreach (var text in result.Tokens.Select(token => token.Value))
            {
                var equals = text.IndexOf('=');
                if (equals <= 0 || equals == text.Length - 1)
                    result.AddError($"{name} {text}: it is not {help}.");
                else if (read(text[(equals + 1)..], fault => result.AddError($"{name} {text}: {fault}.")) is { } value)
                    wishes.Add(new LinkWish<T>(text[..equals], value));
            }

            return wishes.ToImmutable();
        },
    };

    private static JsonObject? ReadProvider(string text, Action<string> refuse)
    {
        var findings = new FindingList();
        var root = YamlReader.Read(new SourceText("--provider-network", text), YamlLimits.Default, findings);
        if (root is YamlMapping mapping && findings.ToSorted().IsEmpty)
            return YamlJson.Of(mapping)!.AsObject();
        refuse(findings.ToSorted() is [var first, ..] ? first.Message : "it is no mapping, such as {l2sm: {rate_kbps: 1000}}");
        return null;
    }

    private static bool IsDnsLabel(string text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && text.All(character => character is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
