package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;

class RdmaAddressFuzzTest {

  /** Records of other nodes name addresses: each is read as it is written, or refused. */
  @FuzzTest(maxDuration = "3s")
  void addressesAreReadOrRefused(FuzzedDataProvider data) {
    URI address;
    try {
      address = URI.create("rdma://" + data.consumeRemainingAsString());
    } catch (IllegalArgumentException e) {
      return; // not even a URI
    }
    try {
      RdmaAddress read = RdmaAddress.of(address);
      assertThat(read.port()).isBetween(0, 65_535);
      assertThat(read.host()).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("rdma://host:port is expected");
    }
  }
}
