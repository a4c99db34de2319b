using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace L2smOsm.Testing.Kubernetes.Operator;

/// <summary>The calls of the L2S-M operator to its SDN controller, as its Go client makes them: a status other than the one it knows is an error.</summary>
public sealed class Northbound(HttpClient http)
{
    private const string Api = "http://controller:8181/onos/vnets/api";

    /// <summary>Makes a network.</summary>
    public Task<bool> CreateAsync(string network) => SendAsync(HttpMethod.Post, "", new JsonObject { ["networkId"] = network }, HttpStatusCode.NoContent);

    /// <summary>Deletes one.</summary>
    public Task<bool> DeleteAsync(string network) => SendAsync(HttpMethod.Delete, $"/{network}", null, HttpStatusCode.NoContent);

    /// <summary>Attaches a port.</summary>
    public Task<bool> AttachAsync(string network, string port) => SendAsync(HttpMethod.Post, "/port", PortOf(network, port), HttpStatusCode.NoContent);

    /// <summary>Detaches a port: DELETE with a body.</summary>
    public Task<bool> DetachAsync(string network, string port) => SendAsync(HttpMethod.Delete, "/port", PortOf(network, port), HttpStatusCode.NoContent, HttpStatusCode.OK);

    private static JsonObject PortOf(string network, string port) => new() { ["networkId"] = network, ["networkEndpoints"] = new JsonArray(port) };

    private async Task<bool> SendAsync(HttpMethod method, string path, JsonObject? body, params HttpStatusCode[] accepted)
    {
        using var request = new HttpRequestMessage(method, Api + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("karaf:karaf"u8));
        request.Content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.SendAsync(request);
            return accepted.Contains(response.StatusCode);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
