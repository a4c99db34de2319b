namespace Osm.Descriptors.Cli.Lsp;

/// <summary>A request that is answered with an error.</summary>
/// <param name="code">One of JSON-RPC's or LSP's codes.</param>
/// <param name="message">What is wrong.</param>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;
    public const int NotInitialized = -32002;

    public int Code { get; } = code;
}
