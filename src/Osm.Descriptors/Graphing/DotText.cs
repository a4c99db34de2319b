using System.Text;

namespace Osm.Descriptors.Graphing;

/// <summary>The graphs in Graphviz's language.</summary>
public static class DotText
{
    private const string Bad = " color=\"#c8102e\" fontcolor=\"#c8102e\" penwidth=2";

    /// <summary>One undirected graph of all.</summary>
    public static string Of(IEnumerable<NsGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        var text = new StringBuilder("graph ns {\n  rankdir=LR\n  fontname=\"Helvetica\"\n  node [fontname=\"Helvetica\" shape=box style=rounded]\n  edge [fontname=\"Helvetica\" fontsize=10]\n");
        foreach (var (index, graph) in graphs.Index())
        {
            text.Append($"  subgraph cluster_n{index} {{\n    label={Quoted(graph.Name)}\n");
            foreach (var (number, vnf) in graph.Vnfs.Index())
            {
                var isSound = vnf.Faults.IsEmpty && vnf.Kdus.All(kdu => kdu.Faults.IsEmpty);
                var label = string.Join("\n", vnf.Kdus.Select(kdu => $"{kdu.Name}: {kdu.Model}").Prepend(vnf.Name));
                text.Append($"    subgraph cluster_n{index}v{number} {{\n      label={Quoted(label)}{(isSound ? "" : Bad)}\n");
                foreach (var (place, port) in vnf.Ports.Index())
                    text.Append($"      n{index}v{number}p{place} [label={Quoted(port.Net is null ? port.Name : $"{port.Name}\nnet {port.Net}")}{(port.Faults.IsEmpty ? "" : Bad)}]\n");
                text.Append("    }\n");
            }

            foreach (var (number, link) in graph.Links.Index())
                text.Append($"    n{index}l{number} [shape=ellipse label={Quoted(string.Join("\n", link.Facts.Prepend(link.Name)))}{(link.Faults.IsEmpty ? "" : Bad)}]\n");
            foreach (var end in graph.Ends)
            {
                var style = (graph.Links[end.Link].IsManagement ? " style=dashed" : " penwidth=2") + (end.HasFault ? Bad : "");
                text.Append($"    n{index}v{end.Vnf}p{end.Port} -- n{index}l{end.Link} [label={Quoted(end.Address)}{style}]\n");
            }

            text.Append("  }\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quoted(string text) =>
        $"\"{string.Concat(text.Select(character => character switch
        {
            '\n' => "\\n",
            '"' => "\\\"",
            '\\' => "\\\\",
            _ when char.IsControl(character) => " ",
            _ => character.ToString(),
        }))}\"";
}
