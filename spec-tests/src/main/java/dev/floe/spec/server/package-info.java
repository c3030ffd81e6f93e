/// Real object-store servers as programs on the loopback interface, and the first checks over them.
/// `src/live/make_servers.sh` installs them; `mvn -Pservers verify` runs what is tagged `servers`.
///
/// A test class over one of them holds it as an extension, which starts it before the first test,
/// ends it after the last, and prints its log when a test fails:
///
/// ```java
/// @Tag("servers")
/// class VersitygwStorageContractTest extends StorageContract {
///   @RegisterExtension static final RunningServer SERVER = RunningServer.versitygw();
/// }
/// ```
package dev.floe.spec.server;
