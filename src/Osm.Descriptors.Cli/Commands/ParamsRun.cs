using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Osm.Descriptors.Cli.Reports;
using Osm.Descriptors.Instantiation;
using Osm.Descriptors.Packaging;
using Osm.Descriptors.Validation;

namespace Osm.Descriptors.Cli.Commands;

/// <summary>One run of <c>osm-l2sm params</c>. Standard output holds the document alone, so that it can stand in <c>--config "$(...)"</c>.</summary>
internal sealed class ParamsRun(TextWriter output, TextWriter error, Surroundings surroundings)
{
    public required IReadOnlyList<string> Paths { get; init; }

    public required IReadOnlyList<string> With { get; init; }

    public required string? NsdId { get; init; }

    public required NsRequest Request { get; init; }

    public required IReadOnlyList<string> Existing { get; init; }

    public required string? MergeInto { get; init; }

    public required bool ShowsManifests { get; init; }

    public required string Format { get; init; }

    public required Severity FailOn { get; init; }

    public int Run()
    {
        var inputs = PackageFinder.Open(Paths, PackageLimits.Default, () => surroundings.Input);
        var companions = PackageFinder.Open(With, PackageLimits.Default);
        var isUnreadable = false;
        foreach (var unreadable in inputs.Unreadable.AddRange(companions.Unreadable))
        {
            isUnreadable = true;
            error.WriteLine($"osm-l2sm: {Wording.OneLine(unreadable.Path)}: {Wording.OneLine(unreadable.Reason)}");
        }

        var known = companions.Packages.AddRange(PackageFinder.OpenBeside(inputs, PackageLimits.Default));
        if (NsInstance.Of(inputs.Packages, known, NsdId, Request, out var fault) is not { } ns)
        {
            error.WriteLine($"osm-l2sm: {Wording.OneLine(fault!)}");
            return ExitCode.Usage;
        }

        if (!TryReadOthers(out var others) || !TryReadGiven(out var given))
            return ExitCode.Usage;
        var objects = NetworkManifests.Of(ns, out var refusals);
        var config = ConfigDocument.Of(ns, given);
        var remarks = ns.Remarks.AddRange(config.Remarks).AddRange(OtherNs.Collisions(ns, others)).AddRange(ShowsManifests ? refusals : []);
        if (Request is { Backend: ClusterBackend.Multus, Namespace: null } && ns.Networks.Any(network => network.IsMade && network.Namespace is null))
            remarks = remarks.Add(new Remark(Severity.Warning, null, "Multus looks for a pod's networks in the pod's own namespace, which is not known", "give --namespace, or the service's setting for namespaces"));
        Tell(ns.Errors, remarks);
        // Nothing is better than half of it: a shell takes what is printed whatever the exit code.
        if (!ns.Errors.IsEmpty || remarks.Any(remark => remark.Severity == Severity.Error))
            return ExitCode.Findings;
        if (ShowsManifests)
            WriteManifests(objects);
        else
            Write(ns, config, remarks);
        return isUnreadable ? ExitCode.Usage : remarks.Any(remark => remark.Severity >= FailOn) ? ExitCode.Findings : ExitCode.Fine;
    }

    private bool TryReadOthers(out ImmutableArray<OtherNs> others)
    {
        var read = ImmutableArray.CreateBuilder<OtherNs>();
        var isSound = true;
        foreach (var named in Existing)
        {
            if (!File.Exists(named))
            {
                read.Add(new OtherNs(named, null));
                continue;
            }

            try
            {
                read.AddRange(OtherNs.Read(named));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                error.WriteLine($"osm-l2sm: --existing {Wording.OneLine(named)}: {Wording.OneLine(failure.Message)}");
                isSound = false;
            }
        }

        others = read.ToImmutable();
        return isSound;
    }

    private bool TryReadGiven(out JsonObject? given)
    {
        given = null;
        try
        {
            if (MergeInto is { } file)
                given = ConfigMerge.Read(file);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine($"osm-l2sm: --merge {Wording.OneLine(MergeInto!)}: {Wording.OneLine(failure.Message)}");
            return false;
        }
    }

    private void Tell(ImmutableArray<Finding> errors, ImmutableArray<Remark> remarks)
    {
        foreach (var finding in errors)
            Tell(finding.Position.ToString(), $"{Wording.Of(finding.Severity)} {finding.RuleId}", finding.Message, finding.Cure);
        foreach (var remark in remarks.OrderByDescending(remark => remark.Severity))
            Tell(remark.Position?.ToString() ?? "osm-l2sm", Wording.Of(remark.Severity), remark.Message, remark.Cure);
    }

    private void Tell(string place, string what, string message, string cure)
    {
        error.WriteLine($"{Wording.OneLine(place)}: {what} {Wording.OneLine(message)}");
        error.WriteLine($"    {Wording.OneLine(cure)}");
    }

    private void WriteManifests(ImmutableArray<JsonObject> objects)
    {
        if (Format == "json")
        {
            var list = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. objects]) };
            JsonText.Write(output, json => list.WriteTo(json));
            return;
        }

        output.Write(string.Join("---\n", objects.Select(YamlText.Of)));
    }

    private void Write(NsInstance ns, ConfigDocument config, ImmutableArray<Remark> remarks)
    {
        switch (Format)
        {
            case "json":
                ParamsReport.WriteJson(ns, config, remarks, output);
                break;
            case "human":
                ParamsReport.WriteHuman(ns, config, output);
                break;
            default:
                output.Write(YamlText.Of(config.Content));
                break;
        }
    }
}
