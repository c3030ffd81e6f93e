/// Object stores over the network as storages of the engine: HTTP and what is built on it, through
/// Netty, with bodies that land in the caller's segment.
module dev.floe.io {
  requires transitive dev.floe.engine;
  requires io.netty.buffer;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires java.xml;

  exports dev.floe.io;
}
