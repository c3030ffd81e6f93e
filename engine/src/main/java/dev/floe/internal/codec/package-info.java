/// Codecs over memory segments: a segment in, a segment out. Only this package and the transports
/// show native libraries the addresses of our memory.
package dev.floe.internal.codec;
