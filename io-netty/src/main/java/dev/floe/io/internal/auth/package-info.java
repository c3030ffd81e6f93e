/// Tokens that expire, and the requests that carry them.
package dev.floe.io.internal.auth;
