using System.Threading.Channels;

namespace L2sm.Sdn;

/// <summary>
/// Work that is done once for all who asked for it since it was last begun: at once if it is not under way, else when it is over. So it never waits
/// for more to come, and a storm costs no more runs than there is time for.
/// </summary>
/// <param name="work">What is to be done. Does not wait.</param>
/// <param name="failed">Is told what it threw: the next run comes all the same.</param>
internal sealed class CoalescedWork(Action work, Action<Exception> failed)
{
    private readonly Channel<bool> doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has it done, from now on. Never blocks.</summary>
    public void Ask() => doorbell.Writer.TryWrite(true);

    /// <summary>Does what is asked until cancelled. Does not throw.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await doorbell.Reader.ReadAsync(cancellation);
                Do();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It is over.
        }
    }

    private void Do()
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
