/// HTTP/1.1 as an object store's client needs it: requests with borrowed bodies, answers whose
/// bodies land in the caller's segment, retries, hedges, deadlines and pooled connections behind
/// one call. Knows no store.
///
/// ```
/// HttpCall ── HttpClient.send ──► attempts: sign · admit · connect · write · check · land
///    │                                                           │
///    request, signer, body plan, kind of repetition              HttpAnswer
/// ```
///
/// | class | what it decides |
/// |---|---|
/// | `CallRun` | what follows an attempt: an outcome, a retry after a pause, a hedge |
/// | `Attempt` | the way of one request: signer, permit, connection, exchange |
/// | `Exchange` | what an answer is, and where its body goes |
/// | `Connection`, `ReceiveBuffers`, `SentBody` | which memory the kernel is handed |
/// | `Host`, `HostPace` | who may ask, how often, and which connections are kept |
/// | `Connector`, `Route` | how a connection comes to stand: names, proxies, TLS |
/// | `Sweep` | what is late |
/// | `SharedLoops` | which threads there are, for all clients of the process |
/// | `TransportMemory` | whether there is room for what an attempt needs of its own |
package dev.floe.io.internal.http;
