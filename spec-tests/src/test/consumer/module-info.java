/// A user of the engine's public face, as a module: what it compiles against is what is exported.
module dev.floe.consumer {
  requires dev.floe.engine;
}
