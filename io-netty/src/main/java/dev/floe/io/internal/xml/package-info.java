/// The XML that object stores answer with, read strictly and within bounds.
package dev.floe.io.internal.xml;
