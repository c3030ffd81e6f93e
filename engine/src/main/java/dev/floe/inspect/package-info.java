/// The metadata files of a repository as records and as JSON, for whoever wants to see what is
/// really in a file: which nodes and manifests a snapshot lists, what a manifest points to, what a
/// commit changed, what happened to the repository.
///
/// [dev.floe.inspect.Inspector] reads one file where it lies and opens nothing else, so that files
/// of a repository that no longer opens can be looked at too. The JSON has the fields of the
/// reference's inspect, in its order.
package dev.floe.inspect;
