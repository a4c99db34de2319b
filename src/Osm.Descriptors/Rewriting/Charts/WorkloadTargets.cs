using System.Collections.Immutable;

namespace Osm.Descriptors.Rewriting.Charts;

/// <summary>Which places get which nets.</summary>
internal sealed class WorkloadTargets
{
    private readonly ChartPlaces _places;
    private readonly AttachmentWishes _wishes;
    private readonly HashSet<WorkloadWish> _byChart = [];

    public WorkloadTargets(ChartPlaces places, AttachmentWishes wishes)
    {
        _places = places;
        _wishes = wishes;
        var unmet = ImmutableArray.CreateBuilder<UnmetWish>();
        foreach (var network in wishes.Networks)
        {
            foreach (var wish in network.Workloads)
            {
                if (CountingPlaces().Any(place => ByName(place, wish) != NameMatch.No))
                    continue;
                if (places.All.Any(place => IsInChart(place, wish)))
                    _byChart.Add(wish);
                else
                    unmet.Add(new UnmetWish(network.NetId, wish.Workload, Known()));
            }
        }

        Unmet = unmet.ToImmutable();
    }

    /// <summary>The wishes that name the chart of their workloads.</summary>
    public IReadOnlySet<WorkloadWish> ByChart => _byChart;

    /// <summary>The wishes whose workload is certainly not there.</summary>
    public ImmutableArray<UnmetWish> Unmet { get; }

    /// <summary>Whether every place gets every net, without an address.</summary>
    public bool AreAlike => _wishes.Replacements.IsEmpty && _wishes.Networks.All(network => network.Workloads.IsEmpty);

    /// <summary>The nets of a place, the wishes that name it, and whether that is so whatever it renders.</summary>
    public (ImmutableArray<string> Nets, ImmutableArray<WorkloadWish> Wishes, bool IsSure) Of(ChartPlace place)
    {
        var nets = ImmutableArray.CreateBuilder<string>();
        var mine = ImmutableArray.CreateBuilder<WorkloadWish>();
        var isSure = true;
        foreach (var network in _wishes.Networks)
        {
            var best = network.Workloads.IsEmpty ? NameMatch.Yes : NameMatch.No;
            foreach (var wish in network.Workloads)
            {
                var match = _byChart.Contains(wish) && IsInChart(place, wish) ? NameMatch.Yes : ByName(place, wish);
                if (match == NameMatch.Yes)
                    mine.Add(wish);
                best = match > best ? match : best;
            }

            if (best != NameMatch.No)
                nets.Add(network.NetId);
            isSure &= best != NameMatch.Maybe;
        }

        return (nets.ToImmutable(), mine.ToImmutable(), isSure);
    }

    private static bool HasName(ChartPlace place) => !place.IsGuess || place.Document.Name.Length > 0;

    // A place that may make anything tells nothing of what there is, unless there is no other.
    private IEnumerable<ChartPlace> CountingPlaces() => _places.All.Any(HasName) ? _places.All.Where(HasName) : _places.All;

    private NameMatch ByName(ChartPlace place, WorkloadWish wish) =>
        WorkloadName.Match(wish, place.Document.Kind, place.Document.Name, place.Document.Component, place.Chart, _places.Names);

    // The name of the chart, with or without a kind before it.
    private bool IsInChart(ChartPlace place, WorkloadWish wish)
    {
        var slash = wish.Workload.IndexOf('/', StringComparison.Ordinal);
        var isOfKind = slash < 0 || place.Document.Kind.Contains("{{", StringComparison.Ordinal)
            || place.Document.Kind.Equals(wish.Workload[..slash], StringComparison.OrdinalIgnoreCase);
        return isOfKind && _places.Names.Of(place.Chart).Contains(wish.Workload[(slash + 1)..], StringComparer.Ordinal);
    }

    private ImmutableArray<string> Known() =>
    [
        .. CountingPlaces()
            .SelectMany(place => WorkloadName.Candidates(place.Document.Name, place.Chart, _places.Names).Take(1))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];
}
