package dev.floe.maintenance;

/// What a verification came to.
///
/// @param objects how many objects were looked at
/// @param problems how many problems were found
public record VerifyReport(long objects, long problems) {}
