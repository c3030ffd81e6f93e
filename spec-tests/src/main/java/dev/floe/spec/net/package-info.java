/// A network that is slow or breaks, between a client and any server on the loopback interface.
/// Begin with [FaultProxy]. [PrivateAuthority] makes the keys of servers that speak TLS.
package dev.floe.spec.net;
