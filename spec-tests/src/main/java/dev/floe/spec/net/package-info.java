/// A network that is slow or breaks, between a client and any server on the loopback interface.
/// Begin with [FaultProxy].
package dev.floe.spec.net;
