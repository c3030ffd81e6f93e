package dev.floe.io.internal.http;

import java.util.OptionalLong;

/// What an answer says before its body.
///
/// @param status the status code
/// @param headers the fields
/// @param contentLength the announced length of the body; empty if it is chunked or ends with the
///   connection
public record AnswerHead(int status, Headers headers, OptionalLong contentLength) {}
