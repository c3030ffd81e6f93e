/// What keeps a repository sound: verification of everything that it reaches.
package dev.floe.maintenance;
