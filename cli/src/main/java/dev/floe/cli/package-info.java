/// The `floe` command: each command is a class that reads its arguments, asks the engine and prints
/// for people or, with `--json`, for programs. Results go to standard output, everything else to
/// standard error; what a process ends with says how it went ([dev.floe.cli.ExitCode]).
package dev.floe.cli;
