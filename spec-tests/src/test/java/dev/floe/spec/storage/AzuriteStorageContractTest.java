package dev.floe.spec.storage;

import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.spec.server.Azurite;
import dev.floe.spec.server.RunningServer;
import dev.floe.storage.Storage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class AzuriteStorageContractTest extends StorageContract {
  @RegisterExtension static final RunningServer SERVER = RunningServer.azurite();

  private static final AtomicInteger STORES = new AtomicInteger();

  @BeforeAll
  static void createContainer() throws Exception {
    Azurite.createContainer(SERVER.endpoint(), "contract");
  }

  @Override
  protected Storage open() {
    return new AzureStorageBuilder("contract")
        .account(Azurite.ACCOUNT)
        .endpointUrl(SERVER.endpoint().resolve("/" + Azurite.ACCOUNT).toString())
        .credentials(new AzureCredentials.AccessKey(Azurite.KEY))
        .prefix("store-" + STORES.incrementAndGet())
        .open();
  }

  @Override
  public boolean deletesWithSizes() {
    return false;
  }

  @Override
  public boolean keysMayHaveBackslashes() {
    return false;
  }
}
