using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace L2sm.Kubernetes.Resources;

/// <summary>Times in whole seconds, as the server writes them (<c>metav1.Time</c>).</summary>
public sealed class Rfc3339Converter() : TimeConverter("yyyy-MM-dd'T'HH:mm:ss'Z'");

/// <summary>Times in microseconds (<c>metav1.MicroTime</c>): the server refuses any other number of digits.</summary>
public sealed class MicroTimeConverter() : TimeConverter(Format)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'.'ffffff'Z'";

    /// <summary>A time in this form.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}

/// <summary>Times in the form that the server wants.</summary>
/// <param name="format">In UTC.</param>
public abstract class TimeConverter(string format) : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
}
