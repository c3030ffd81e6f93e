/// Objects of plain web servers: only read, each under its path.
package dev.floe.io.internal.web;
