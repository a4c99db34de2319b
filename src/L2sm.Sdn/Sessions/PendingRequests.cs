using L2sm.OpenFlow;
using L2sm.OpenFlow.Messages;

namespace L2sm.Sdn.Sessions;

/// <summary>What came of a request: all parts of the reply, or the error that the switch sent instead.</summary>
internal readonly record struct Answer(IReadOnlyList<OpenFlowMessage> Parts, ErrorMessage? Refusal);

/// <summary>Requests on their way, by xid: each gets its reply, all parts of it, or the error that the switch sent instead.</summary>
internal sealed class PendingRequests
{
    /// <summary>Parts of one multipart reply, at most: 128 MiB of tables.</summary>
    private const int MaxParts = 2048;

    private readonly Lock gate = new();
    private readonly Dictionary<uint, Request> requests = [];
    private readonly List<Batch> batches = [];
    private string? closed;

    /// <summary>Registers a request.</summary>
    /// <exception cref="SessionClosedException">The session is over.</exception>
    public Task<Answer> Add(uint xid, OpenFlowMessage asked)
    {
        var request = new Request(asked);
        lock (gate)
        {
            if (closed is not null) throw new SessionClosedException(closed);
            requests.Add(xid, request);
        }
        return request.Reply.Task;
    }

    /// <summary>Stops waiting for a reply.</summary>
    public void Remove(uint xid)
    {
        lock (gate) requests.Remove(xid);
    }

    /// <summary>How many parts of a reply are in; 0 for one that nobody waits for.</summary>
    public int PartsOf(uint xid)
    {
        lock (gate) return requests.TryGetValue(xid, out var request) ? request.Parts.Count : 0;
    }

    /// <summary>Collects the errors about a range of xids until disposed.</summary>
    public Batch BeginBatch(uint first, int count)
    {
        var batch = new Batch(this, first, count);
        lock (gate) batches.Add(batch);
        return batch;
    }

    /// <summary>Takes a reply. False if nobody asked for it; the string says what is wrong with it, if anything.</summary>
    public bool TryComplete(OpenFlowMessage message, out string? violation)
    {
        violation = null;
        Request? request;
        lock (gate)
        {
            if (!requests.TryGetValue(message.Xid, out request)) return false;
            if (!Replies.Answers(request.Asked, message))
            {
                violation = $"{message.GetType().Name} in answer to {request.Asked.GetType().Name}";
                return true;
            }
            request.Parts.Add(message);
            if (message is MultipartReply { More: true })
            {
                if (request.Parts.Count >= MaxParts) violation = $"a multipart reply of more than {MaxParts} parts";
                return true;
            }
            requests.Remove(message.Xid);
        }
        request.Reply.TrySetResult(new Answer(request.Parts, null));
        return true;
    }

    /// <summary>Takes an error. False if it is about nothing that is being waited for.</summary>
    public bool TryFail(ErrorMessage error)
    {
        Request? request;
        lock (gate)
        {
            if (!requests.Remove(error.Xid, out request))
            {
                foreach (var batch in batches)
                    if (batch.Take(error))
                        return true;
                return false;
            }
        }
        request.Reply.TrySetResult(new Answer([], error));
        return true;
    }

    /// <summary>Fails all that wait, and all that will ask.</summary>
    public void Close(string reason)
    {
        Request[] open;
        lock (gate)
        {
            closed = reason;
            open = [.. requests.Values];
            requests.Clear();
        }
        foreach (var request in open) request.Reply.TrySetException(new SessionClosedException(reason));
    }

    private sealed class Request(OpenFlowMessage asked)
    {
        public OpenFlowMessage Asked => asked;

        public List<OpenFlowMessage> Parts { get; } = [];

        public TaskCompletionSource<Answer> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A range of messages that succeed in silence: a barrier's reply after them says that all errors are in.</summary>
    internal sealed class Batch(PendingRequests owner, uint first, int count) : IDisposable
    {
        private readonly List<(int Index, ErrorMessage Error)> errors = [];

        /// <summary>The errors so far, with the place of the message in the range. Read it after the barrier's reply.</summary>
        public IReadOnlyList<(int Index, ErrorMessage Error)> Errors
        {
            get
            {
                lock (owner.gate) return [.. errors];
            }
        }

        /// <summary>Notes an error that we know without asking the switch.</summary>
        public void Refuse(int index, ErrorMessage error)
        {
            lock (owner.gate) errors.Add((index, error));
        }

        /// <summary>Under the owner's lock.</summary>
        public bool Take(ErrorMessage error)
        {
            var index = unchecked(error.Xid - first);
            if (index >= count) return false;
            if (errors.Count < count) errors.Add(((int)index, error));
            return true;
        }

        public void Dispose()
        {
            lock (owner.gate) owner.batches.Remove(this);
        }
    }
}

/// <summary>The switch answered a request with an error.</summary>
internal sealed class RequestRefusedException(ErrorMessage error) : IOException($"the switch refused a request: {error.Describe()}")
{
    /// <summary>What it answered.</summary>
    public ErrorMessage Error => error;
}
