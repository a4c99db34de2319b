using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace L2smOsm.EndToEnd.Tests.Running;

/// <summary>The REST that the L2S-M operator calls, with its credentials.</summary>
internal sealed class Rest : IDisposable
{
    private readonly HttpClient http;

    public Rest(Service service)
    {
        http = new HttpClient { BaseAddress = new Uri($"http://{service.Northbound}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("karaf:karaf"u8));
    }

    /// <summary>Fails on any other answer than 204.</summary>
    public async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    public Task<string> GetAsync(string path) => http.GetStringAsync(new Uri(path, UriKind.Relative));

    public void Dispose() => http.Dispose();
}
