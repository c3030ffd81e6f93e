/// The configuration of a repository, as it is persisted and as it takes effect. A user story: set
/// a few values, open with them, and know what applies where nobody said anything.
///
/// Every value can be unset. Configurations are immutable and merge in layers; see
/// [dev.floe.config.ConfigLayers]. Keys that this version does not know survive reading and
/// writing.
package dev.floe.config;
