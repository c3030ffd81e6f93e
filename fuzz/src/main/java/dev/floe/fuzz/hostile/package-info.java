/// Bytes from anywhere: every parser of Floe as a target for a coverage-guided fuzzer. Whatever a
/// parser is given, it answers with a value or with a typed error, within bounds of memory and of
/// time; a value that it answers is the same after it was written and read again.
///
/// | to | touch |
/// |---|---|
/// | add a parser | a [Target], and its line in [Targets] |
/// | keep an input that once failed | a line in `regressions/NAME.txt`, with what it did |
/// | keep inputs that reach far | `corpus/NAME.txt`, which a long run writes |
///
/// `mvn verify` reads seeds, corpora and regressions, and damaged copies of them; the long run is
/// `mvn -q -Pfuzz -Dfuzz=hostile -Dminutes=1 -Dtarget=manifest`.
package dev.floe.fuzz.hostile;
