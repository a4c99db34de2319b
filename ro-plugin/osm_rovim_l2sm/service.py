"""The calls themselves: one channel, a deadline for each attempt, bounded retries."""

import threading
import time

import grpc

from . import errors
from ._stubs import network_pb2_grpc
from .endpoint import Endpoint


class Service:
    """Client of VimNetwork. Thread-safe; connects at the first call."""

    attempt_timeout = 10.0  # seconds
    # Seconds for a call with all its retries. RO serves one VIM account in one thread and takes a task for dead after
    # 300 s; a restart of the service needs a few seconds.
    call_budget = 25.0
    first_pause = 0.25
    longest_pause = 4.0

    def __init__(self, endpoint: Endpoint, logger):
        self._endpoint = endpoint
        self._logger = logger
        self._lock = threading.Lock()
        self._channel = None
        self._stub = None

    @property
    def url(self) -> str:
        return self._endpoint.url

    def call_once(self, method: str, request):
        """One attempt. Raises grpc.RpcError."""
        return self._attempt(method, request, self.attempt_timeout)

    def call(self, method: str, request):
        """Repeats the same request while nobody answers. Raises the VimConn exception of the last status."""
        end = time.monotonic() + self.call_budget
        pause = self.first_pause
        while True:
            left = end - time.monotonic()
            try:
                return self._attempt(method, request, min(self.attempt_timeout, left))
            except grpc.RpcError as error:
                if errors.code_of(error) not in errors.RETRIED or time.monotonic() + pause >= end:
                    raise errors.to_vimconn(error, self.url) from error
                self._logger.warning("%s: %s; trying again in %.2f s", method, errors.sentence(error, self.url), pause)
            time.sleep(pause)
            pause = min(2 * pause, self.longest_pause)

    def close(self):
        with self._lock:
            channel, self._channel, self._stub = self._channel, None, None
        if channel is not None:
            channel.close()

    def _attempt(self, method, request, timeout):
        stub = self._connected()
        try:
            return getattr(stub, method)(request, timeout=timeout)
        except grpc.RpcError as error:
            if errors.code_of(error) in errors.RETRIED:
                self._leave(stub)
            raise

    def _connected(self):
        with self._lock:
            if self._stub is None:
                self._channel = self._endpoint.open_channel()
                self._stub = network_pb2_grpc.VimNetworkStub(self._channel)
            return self._stub

    def _leave(self, stub):
        # A channel reconnects only while a call is on it: between two calls of RO nobody drives it, its attempts time out,
        # and every call finds the last failure. A new one connects within the next call. Not closed here but dropped:
        # another thread may have a call on it.
        with self._lock:
            if self._stub is stub:
                self._channel, self._stub = None, None
