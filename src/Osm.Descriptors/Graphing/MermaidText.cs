using System.Text;

namespace Osm.Descriptors.Graphing;

/// <summary>The graphs as Mermaid, which forges draw in Markdown.</summary>
public static class MermaidText
{
    /// <summary>One flowchart of all.</summary>
    public static string Of(IEnumerable<NsGraph> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        var text = new StringBuilder("flowchart LR\n");
        var bad = new List<string>();
        foreach (var (index, graph) in graphs.Index())
        {
            text.Append($"  subgraph n{index}[{Quoted(graph.Name)}]\n");
            foreach (var (number, vnf) in graph.Vnfs.Index())
            {
                text.Append($"    subgraph n{index}v{number}[{Quoted($"{vnf.Name}\n{string.Join("\n", vnf.Kdus.Select(kdu => $"{kdu.Name}: {kdu.Model}"))}".TrimEnd())}]\n");
                foreach (var (place, port) in vnf.Ports.Index())
                {
                    text.Append($"      n{index}v{number}p{place}[{Quoted(port.Net is null ? port.Name : $"{port.Name}\nnet {port.Net}")}]\n");
                    Note(port.Faults.IsEmpty, $"n{index}v{number}p{place}");
                }

                text.Append("    end\n");
                Note(vnf.Faults.IsEmpty && vnf.Kdus.All(kdu => kdu.Faults.IsEmpty), $"n{index}v{number}");
            }

            foreach (var (number, link) in graph.Links.Index())
            {
                text.Append($"    n{index}l{number}([{Quoted(string.Join("\n", link.Facts.Prepend(link.Name)))}])\n");
                Note(link.Faults.IsEmpty, $"n{index}l{number}");
            }

            foreach (var end in graph.Ends)
            {
                var line = end.HasFault ? "-.-" : graph.Links[end.Link].IsManagement ? "---" : "===";
                var address = end.Address.Length > 0 ? $"|{Quoted(end.Address)}|" : "";
                text.Append($"    n{index}v{end.Vnf}p{end.Port} {line}{address} n{index}l{end.Link}\n");
            }

            text.Append("  end\n");
        }

        if (bad.Count > 0)
            text.Append($"  classDef error stroke:#c8102e,stroke-width:3px,color:#c8102e\n  class {string.Join(',', bad)} error\n");
        return text.ToString();

        void Note(bool isSound, string id)
        {
            if (!isSound)
                bad.Add(id);
        }
    }

    // Entities are written with '#' there; a line is broken by a tag.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '\n' => "<br/>",
                '"' or '#' or '<' or '>' or '&' or ';' or '`' or '\\' => $"#{(int)character};",
                _ when char.IsControl(character) => " ",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
