/// What can go wrong, as types: one unchecked family with the error codes of the reference as
/// [ErrorKind]s. Every package may import this one; it imports none.
package dev.floe.error;
