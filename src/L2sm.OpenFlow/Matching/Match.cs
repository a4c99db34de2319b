using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace L2sm.OpenFlow.Matching;

/// <summary>
/// Which packets a flow is for (OpenFlow 1.3.5 §7.2.3), in canonical form so that equal matches compare equal: fields in the
/// order of class (OpenFlow's own first) and number, no mask where all bits count, no field where none does, no value bits outside the mask.
/// </summary>
public sealed record Match
{
    private Match(EquatableArray<OxmField> fields, EquatableArray<RawOxm> rawFields)
    {
        Fields = fields;
        RawFields = rawFields;
    }

    /// <summary>All packets.</summary>
    public static Match Any { get; } = new(default, default);

    /// <summary>The fields of at most 16 bytes: OpenFlow's, then those of other classes, in the order of class and number.</summary>
    public EquatableArray<OxmField> Fields { get; }

    /// <summary>The others, in the order of class and number.</summary>
    public EquatableArray<RawOxm> RawFields { get; }

    /// <summary>Packets that have all these values.</summary>
    /// <exception cref="ArgumentException">A field is there twice, or its value does not fit its width.</exception>
    public static Match Of(params ReadOnlySpan<OxmField> fields)
    {
        foreach (ref readonly var field in fields)
        {
            if (field.Type.Width is 0 or > 16 || field.Type.Field > 127 || field.Type.Class == Oxm.ExperimenterClass)
                throw new ArgumentException($"{field.Type} is no field of 1 to 16 bytes: keep it as a {nameof(RawOxm)}", nameof(fields));
            if (!field.FitsType)
                throw new ArgumentException($"{field} does not fit the {field.Type.Width} bytes of {field.Type}", nameof(fields));
        }
        return TryCreate(fields, default, out var match, out var twice)
            ? match
            : throw new ArgumentException($"{twice} is in the match twice: merge the two into one value and mask", nameof(fields));
    }

    /// <summary>The value of a field, if the match has it.</summary>
    public bool TryGet(OxmType type, out OxmField field)
    {
        foreach (ref readonly var candidate in Fields.AsSpan())
        {
            if (candidate.Type != type) continue;
            field = candidate;
            return true;
        }
        field = default;
        return false;
    }

    /// <summary>Sorts and normalises; fails if a field is there twice.</summary>
    internal static bool TryCreate(
        ReadOnlySpan<OxmField> fields, ReadOnlySpan<RawOxm> raw, [NotNullWhen(true)] out Match? match, out OxmType twice)
    {
        var sorted = new OxmField[fields.Length];
        var count = 0;
        foreach (ref readonly var field in fields)
        {
            if (!field.HasMask)
            {
                sorted[count++] = field;
                continue;
            }
            var mask = field.Mask.GetValueOrDefault();
            if (mask == field.Type.AllOnes) sorted[count++] = field with { Mask = null };
            else if (mask != 0) sorted[count++] = field with { Value = field.Value & mask };
        }
        var kept = sorted.AsSpan(0, count);
        if (FirstNotInOrder(kept) > 0)
        {
            kept.Sort(static (a, b) => Key(a.Type).CompareTo(Key(b.Type)));
            if (FirstNotInOrder(kept) is > 0 and var again)
            {
                match = null;
                twice = kept[again].Type;
                return false;
            }
        }
        // A stable order: experimenters' fields share class and number, so their bytes decide.
        var rawSorted = raw.Length == 0 ? default : raw.ToArray().OrderBy(static f => f.Class).ThenBy(static f => f.Field)
            .ThenBy(static f => Convert.ToHexString(f.Body.AsSpan()), StringComparer.Ordinal).ToEquatableArray();
        twice = default;
        match = kept.Length == 0 && raw.Length == 0 ? Any : new Match(new(ImmutableCollectionsMarshal.AsImmutableArray(count == sorted.Length ? sorted : kept.ToArray())), rawSorted);
        return true;
    }

    /// <summary>The place of a field that does not come after the one before; 0 if there is none, as in most matches that switches send and we write.</summary>
    private static int FirstNotInOrder(ReadOnlySpan<OxmField> fields)
    {
        for (var i = 1; i < fields.Length; i++)
            if (Key(fields[i - 1].Type) >= Key(fields[i].Type)) return i;
        return 0;
    }

    /// <summary>OpenFlow's class first: Nicira's fields may need its fields before them (dl_type above all).</summary>
    private static int Key(OxmType type) => (type.Class == Oxm.BasicClass ? 0 : type.Class + 1) << 8 | type.Field;

    /// <summary>In the words of ovs-ofctl, except that names of Nicira's variants begin with nxm; empty for all packets.</summary>
    public override string ToString() =>
        string.Join(',', Fields.Items.Select(static f => f.ToString()).Concat(RawFields.Items.Select(static f => f.ToString())));
}
