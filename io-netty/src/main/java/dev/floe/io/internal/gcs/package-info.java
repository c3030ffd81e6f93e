/// Google Cloud Storage: reads through the XML API, whose etags are those that virtual references
/// carry; everything else through the JSON API. The version of an object is its generation.
package dev.floe.io.internal.gcs;
