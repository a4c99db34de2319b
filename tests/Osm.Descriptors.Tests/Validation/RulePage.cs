namespace Osm.Descriptors.Tests.Validation;

/// <summary>A page of <c>docs/rules</c>: its head, and the wrong and the right example.</summary>
internal sealed record RulePage(string Title, string Facts, string Language, string Wrong, string Right)
{
    public static RulePage Parse(string markdown)
    {
        var lines = markdown.Split('\n');
        var fences = lines.Index().Where(line => line.Item.StartsWith("```", StringComparison.Ordinal)).Select(line => line.Index).ToArray();
        fences.Length.ShouldBe(4, "a page has a wrong and a right example");
        lines[fences[0] - 2].ShouldBe("Wrong:");
        lines[fences[2] - 2].ShouldBe("Right:");
        return new RulePage(lines[0], lines[2], lines[fences[0]][3..], Block(0), Block(2));

        string Block(int fence) => string.Join('\n', lines[(fences[fence] + 1)..fences[fence + 1]]);
    }

    /// <summary>Makes the right case of the wrong one, in a copy of its folder.</summary>
    public void Mend(string folder)
    {
        if (Language == "files")
            MoveFiles(folder);
        else
            ReplaceBlock(folder);
    }

    // The files that only the wrong list has get the names that only the right one has; what is left over goes.
    private void MoveFiles(string folder)
    {
        var wrong = Wrong.Split('\n');
        var right = Right.Split('\n');
        var targets = new Queue<string>(right.Except(wrong));
        foreach (var file in wrong.Except(right))
        {
            var path = Path.Join(folder, file);
            if (targets.TryDequeue(out var target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, target))!);
                File.Move(path, Path.Join(folder, target));
            }
            else
            {
                File.Delete(path);
            }
        }

        foreach (var target in targets)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, target))!);
            File.WriteAllText(Path.Join(folder, target), ContentOf(target));
        }
    }

    private static string ContentOf(string path) => Path.GetFileName(path) == "Chart.yaml"
        ? $"apiVersion: v2\nname: {Path.GetFileName(Path.GetDirectoryName(path))}\nversion: 1.0.0\n"
        : "anything: at all\n";

    // The page shows the block without the indentation that it has in the file.
    private void ReplaceBlock(string folder)
    {
        var found = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "expected.txt"))
        {
            var lines = File.ReadAllText(file).Split('\n').ToList();
            var wrong = Wrong.Split('\n');
            for (var start = 0; start + wrong.Length <= lines.Count; start++)
            {
                var indent = lines[start].Length - wrong[0].Length;
                if (indent < 0 || !wrong.Index().All(line => lines[start + line.Index] == new string(' ', indent) + line.Item))
                    continue;
                found++;
                lines.RemoveRange(start, wrong.Length);
                lines.InsertRange(start, Right.Split('\n').Select(line => new string(' ', indent) + line));
                File.WriteAllText(file, string.Join('\n', lines));
                break;
            }
        }

        found.ShouldBe(1, "the wrong block stands in one file of the case");
    }
}
