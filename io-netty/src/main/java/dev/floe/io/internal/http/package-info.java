/// HTTP/1.1 as an object store's client needs it: requests with borrowed bodies, answers whose
/// bodies land in the caller's segment, retries, hedges, deadlines and pooled connections behind
/// one call. Knows no store.
///
/// ```
/// HttpCall ── HttpClient.send ──► attempts: sign · admit · connect · write · check · land
///    │                                                           │
///    request, signer, body plan, kind of repetition              HttpAnswer
/// ```
package dev.floe.io.internal.http;
